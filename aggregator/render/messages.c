#include "aggregator/render/messages.h"

#include "aggregator/render/message_row.h"

#include <string.h>
#include <unicode/udat.h>
#include <unicode/uloc.h>
#include <unicode/ustring.h>

enum { TEXT_UNITS = 128, DAY_SECONDS = 86400 };

/* all, languages, outlets, also, stories, tellings, subscribe, times, untold */
static const struct messages table[] = {
    {"ar", "الكل", "اللغات", "المصادر", "أيضًا لدى", "الأخبار", "الروايات", "اشترك", "الأوقات",
     "لا أخبار بعد."},
    {"cs", "Vše", "Jazyky", "Zdroje", "Také u", "Zprávy", "Podání", "Odebírat", "Časy",
     "Zatím žádné zprávy."},
    {"de", "Alle", "Sprachen", "Medien", "Auch bei", "Meldungen", "Fassungen", "Abonnieren",
     "Zeiten", "Noch keine Meldungen."},
    {"en", "All", "Languages", "Outlets", "Also told by", "Stories", "Tellings", "Subscribe",
     "Times", "No stories yet."},
    {"es", "Todos", "Idiomas", "Medios", "También en", "Noticias", "Versiones", "Suscribirse",
     "Horas", "Aún no hay noticias."},
    {"fa", "همه", "زبان‌ها", "رسانه‌ها", "همچنین در", "خبرها", "روایت‌ها",
     "اشتراک", "زمان‌ها", "هنوز خبری نیست."},
    {"fr", "Tous", "Langues", "Médias", "Aussi chez", "Sujets", "Versions", "S’abonner", "Heures",
     "Aucun sujet pour l’instant."},
    {"he", "הכול", "שפות", "כלי תקשורת", "גם אצל", "ידיעות", "גרסאות", "הרשמה", "השעות",
     "אין עדיין ידיעות."},
    {"it", "Tutti", "Lingue", "Testate", "Anche su", "Notizie", "Versioni", "Abbonati", "Orari",
     "Ancora nessuna notizia."},
    {"ja", "すべて", "言語", "媒体", "ほかの媒体", "記事", "報道", "購読", "時刻",
     "まだ記事はありません。"},
    {"ko", "전체", "언어", "매체", "다른 매체", "기사", "보도", "구독", "시각",
     "아직 기사가 없습니다."},
    {"nl", "Alle", "Talen", "Media", "Ook bij", "Berichten", "Versies", "Abonneren", "Tijden",
     "Nog geen berichten."},
    {"pl", "Wszystkie", "Języki", "Media", "Także w", "Wiadomości", "Wersje", "Subskrybuj", "Czas",
     "Brak wiadomości."},
    {"pt", "Todos", "Idiomas", "Meios", "Também em", "Notícias", "Versões", "Assinar", "Horários",
     "Ainda não há notícias."},
    {"ru", "Все", "Языки", "Издания", "Также в изданиях", "Новости", "Версии", "Подписаться",
     "Время", "Новостей пока нет."},
    {"sv", "Alla", "Språk", "Medier", "Även hos", "Nyheter", "Versioner", "Prenumerera", "Tider",
     "Inga nyheter ännu."},
    {"tr", "Tümü", "Diller", "Yayınlar", "Ayrıca", "Haberler", "Anlatımlar", "Abone ol", "Saatler",
     "Henüz haber yok."},
    {"uk", "Усі", "Мови", "Видання", "Також у виданнях", "Новини", "Версії", "Підписатися", "Час",
     "Новин ще немає."},
    {"zh", "全部", "语言", "媒体", "其他来源", "报道", "版本", "订阅", "时间", "暂无报道。"},
};

const struct messages *messages_all(size_t *ret_count)
{
    *ret_count = sizeof(table) / sizeof(table[0]);
    return table;
}

const struct messages *messages_find(const char *language)
{
    return message_row_find(table, sizeof(table) / sizeof(table[0]), sizeof(table[0]), language);
}

/* Formats a time of UTC with ICU; NULL on failure, which the arena records if it is for lack of
 * memory. pattern is for UDAT_PATTERN only. */
static const char *time_format(struct arena *arena, const char *language, UDateFormatStyle style,
                               const UChar *zone, const UChar *pattern, int64_t time)
{
    UErrorCode status = U_ZERO_ERROR;
    UDateFormat *format = udat_open(pattern != NULL ? UDAT_PATTERN : UDAT_NONE, style, language,
                                    zone, -1, pattern, -1, &status);
    UChar wide[TEXT_UNITS];
    char text[TEXT_UNITS * 3] = "";
    int32_t length = 0;

    if (U_SUCCESS(status))
        length = udat_format(format, (UDate)time * 1000.0, wide, TEXT_UNITS, NULL, &status);
    if (format != NULL)
        udat_close(format);
    if (length > 0 && length < TEXT_UNITS)
        u_strToUTF8(text, sizeof(text), NULL, wide, length, &status);
    if (status == U_MEMORY_ALLOCATION_ERROR)
        arena_note(arena, ERR_MEMORY);
    return U_SUCCESS(status) && text[0] != '\0' ? arena_strdup(arena, text) : NULL;
}

/* The day that a time falls on, in words. */
static const char *day_format(struct arena *arena, const char *language, UDateFormatStyle style,
                              const struct zone *zone, int64_t time)
{
    static const UChar utc[] = {'U', 'T', 'C', 0};
    const char *text =
        time_format(arena, language, style, utc, NULL, zone_day(zone, time) * DAY_SECONDS);
    char plain[CLOCK_TEXT_SIZE];

    if (text != NULL)
        return text;
    zone_format_rfc3339(zone, time, plain);
    return arena_strndup(arena, plain, strcspn(plain, "T"));
}

const char *messages_day(struct arena *arena, const char *language, const struct zone *zone,
                         int64_t time)
{
    return day_format(arena, language, UDAT_FULL, zone, time);
}

const char *messages_date(struct arena *arena, const char *language, const struct zone *zone,
                          int64_t time)
{
    return day_format(arena, language, UDAT_MEDIUM, zone, time);
}

const char *messages_zone(struct arena *arena, const char *language, const struct zone *zone,
                          int64_t time)
{
    static const UChar generic[] = {'v', 'v', 'v', 'v', 0};
    UErrorCode status = U_ZERO_ERROR;
    UChar name[TEXT_UNITS];
    const char *text = NULL;

    if (zone == NULL || strcmp(zone->name, "UTC") == 0)
        return "UTC";
    u_strFromUTF8(name, TEXT_UNITS, NULL, zone->name, -1, &status);
    if (U_SUCCESS(status))
        text = time_format(arena, language, UDAT_NONE, name, generic, time);
    return text != NULL ? text : zone->name;
}

bool messages_right_to_left(const char *language)
{
    return language != NULL && uloc_isRightToLeft(language);
}
