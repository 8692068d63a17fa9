#include "aggregator/render/messages.h"

#include "aggregator/base/clock.h"

#include <string.h>
#include <strings.h>
#include <unicode/udat.h>
#include <unicode/uloc.h>
#include <unicode/ustring.h>

enum { DAY_UNITS = 128 };

/* all, languages, outlets, also, stories, tellings, subscribe, utc, untold */
static const struct messages table[] = {
    {"ar", "الكل", "اللغات", "المصادر", "أيضًا لدى", "الأخبار", "الروايات", "اشترك",
     "الأوقات بالتوقيت العالمي UTC.", "لا أخبار بعد."},
    {"cs", "Vše", "Jazyky", "Zdroje", "Také u", "Zprávy", "Podání", "Odebírat", "Časy jsou v UTC.",
     "Zatím žádné zprávy."},
    {"de", "Alle", "Sprachen", "Medien", "Auch bei", "Meldungen", "Fassungen", "Abonnieren",
     "Zeiten in UTC.", "Noch keine Meldungen."},
    {"en", "All", "Languages", "Outlets", "Also told by", "Stories", "Tellings", "Subscribe",
     "Times are in UTC.", "No stories yet."},
    {"es", "Todos", "Idiomas", "Medios", "También en", "Noticias", "Versiones", "Suscribirse",
     "Horas en UTC.", "Aún no hay noticias."},
    {"fa", "همه", "زبان‌ها", "رسانه‌ها", "همچنین در", "خبرها", "روایت‌ها",
     "اشتراک", "زمان‌ها به UTC است.", "هنوز خبری نیست."},
    {"fr", "Tous", "Langues", "Médias", "Aussi chez", "Sujets", "Versions", "S’abonner",
     "Heures en UTC.", "Aucun sujet pour l’instant."},
    {"he", "הכול", "שפות", "כלי תקשורת", "גם אצל", "ידיעות", "גרסאות", "הרשמה", "השעות ב־UTC.",
     "אין עדיין ידיעות."},
    {"it", "Tutti", "Lingue", "Testate", "Anche su", "Notizie", "Versioni", "Abbonati",
     "Orari in UTC.", "Ancora nessuna notizia."},
    {"ja", "すべて", "言語", "媒体", "ほかの媒体", "記事", "報道", "購読", "時刻は UTC です。",
     "まだ記事はありません。"},
    {"ko", "전체", "언어", "매체", "다른 매체", "기사", "보도", "구독", "시각은 UTC입니다.",
     "아직 기사가 없습니다."},
    {"nl", "Alle", "Talen", "Media", "Ook bij", "Berichten", "Versies", "Abonneren",
     "Tijden in UTC.", "Nog geen berichten."},
    {"pl", "Wszystkie", "Języki", "Media", "Także w", "Wiadomości", "Wersje", "Subskrybuj",
     "Czas UTC.", "Brak wiadomości."},
    {"pt", "Todos", "Idiomas", "Meios", "Também em", "Notícias", "Versões", "Assinar",
     "Horários em UTC.", "Ainda não há notícias."},
    {"ru", "Все", "Языки", "Издания", "Также в изданиях", "Новости", "Версии", "Подписаться",
     "Время указано в UTC.", "Новостей пока нет."},
    {"sv", "Alla", "Språk", "Medier", "Även hos", "Nyheter", "Versioner", "Prenumerera",
     "Tider i UTC.", "Inga nyheter ännu."},
    {"tr", "Tümü", "Diller", "Yayınlar", "Ayrıca", "Haberler", "Anlatımlar", "Abone ol",
     "Saatler UTC’dir.", "Henüz haber yok."},
    {"uk", "Усі", "Мови", "Видання", "Також у виданнях", "Новини", "Версії", "Підписатися",
     "Час указано в UTC.", "Новин ще немає."},
    {"zh", "全部", "语言", "媒体", "其他来源", "报道", "版本", "订阅", "时间为 UTC。",
     "暂无报道。"},
};

const struct messages *messages_all(size_t *ret_count)
{
    *ret_count = sizeof(table) / sizeof(table[0]);
    return table;
}

const struct messages *messages_find(const char *language)
{
    const struct messages *english = NULL;

    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        size_t length = strlen(table[i].language);

        if (strncasecmp(language, table[i].language, length) == 0 &&
            strchr("-_", language[length]) != NULL)
            return &table[i];
        if (strcmp(table[i].language, "en") == 0)
            english = &table[i];
    }
    return english;
}

/* Formats the UTC day with ICU's full style; returns its length, 0 on failure. */
static int32_t day_format(UChar wide[DAY_UNITS], struct arena *arena, const char *language,
                          int64_t time)
{
    static const UChar utc[] = {'U', 'T', 'C', 0};
    UErrorCode status = U_ZERO_ERROR;
    UDateFormat *format = udat_open(UDAT_NONE, UDAT_FULL, language, utc, 3, NULL, 0, &status);
    int32_t length = 0;

    if (U_SUCCESS(status))
        length = udat_format(format, (UDate)time * 1000.0, wide, DAY_UNITS, NULL, &status);
    if (format != NULL)
        udat_close(format);
    if (status == U_MEMORY_ALLOCATION_ERROR)
        arena_note(arena, ERR_MEMORY);
    return U_SUCCESS(status) && length < DAY_UNITS ? length : 0;
}

const char *messages_day(struct arena *arena, const char *language, int64_t time)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar wide[DAY_UNITS];
    char text[DAY_UNITS * 3];
    int32_t length = day_format(wide, arena, language, time);

    u_strToUTF8(text, sizeof(text), NULL, wide, length, &status);
    if (length > 0 && U_SUCCESS(status))
        return arena_strdup(arena, text);
    clock_format_rfc3339(time, text);
    return arena_strndup(arena, text, strcspn(text, "T"));
}

bool messages_right_to_left(const char *language)
{
    return language != NULL && uloc_isRightToLeft(language);
}
