#include "aggregator/render/story_messages.h"

#include "aggregator/render/message_row.h"

#include <string.h>
#include <unicode/unumberformatter.h>
#include <unicode/ustring.h>

enum { SKELETON_UNITS = 80, DURATION_UNITS = 64 };

/* timeline, first, texts, why, gone, whole, absent, moved; reasons: founder, merged, reader, id,
 * link, via, translation, marker, surface, neutral */
static const struct story_messages table[] = {
    {"ar",
     "من نشر ومتى",
     "الأول",
     "النصوص جنبًا إلى جنب",
     "لماذا هي خبر واحد",
     "رواية لم تعد معروضة",
     "كل ما يتعلق بهذا الخبر",
     "لا توجد صفحة كهذه",
     "أصبح هذا الخبر جزءًا من خبر آخر",
     {"قُرئ أولًا", "كان خبرًا مستقلًا في البداية", "ضُمّ يدويًا إلى {}", "له المعرّف نفسه لدى {}",
      "يشير إلى الصفحة نفسها لدى {}", "يذكر {} مصدرًا له", "معلن أنه ترجمة عن {}",
      "يذكر رقم المصدر نفسه لدى {}", "له الصياغة نفسها لدى {}",
      "يروي الوقائع نفسها بالترتيب نفسه لدى {}"}},
    {"cs",
     "Kdo to přinesl a kdy",
     "první",
     "Texty vedle sebe",
     "Proč jde o jednu zprávu",
     "podání, které už není zobrazeno",
     "Vše k této zprávě",
     "Taková stránka není",
     "Tato zpráva je nyní součástí jiné",
     {"přečteno jako první", "zpočátku samostatná zpráva", "připojeno ručně k: {}",
      "má stejné id jako {}", "odkazuje na stejnou stránku jako {}", "jako zdroj uvádí: {}",
      "označeno jako překlad, originál: {}", "uvádí stejné číslo zdroje jako {}",
      "má stejné znění jako {}", "uvádí stejná fakta ve stejném pořadí jako {}"}},
    {"de",
     "Wer wann berichtete",
     "zuerst",
     "Die Texte nebeneinander",
     "Warum dies eine Meldung ist",
     "einer Fassung, die nicht mehr gezeigt wird",
     "Alles zu dieser Meldung",
     "Diese Seite gibt es nicht",
     "Diese Meldung gehört jetzt zu einer anderen",
     {"wurde zuerst gelesen", "war zunächst eine eigene Meldung", "von Hand verbunden mit {}",
      "hat dieselbe Kennung wie bei {}", "verweist auf dieselbe Seite wie bei {}",
      "nennt als Quelle: {}", "als Übersetzung ausgewiesen, Vorlage: {}",
      "nennt dieselbe Quellennummer wie bei {}", "hat denselben Wortlaut wie bei {}",
      "nennt dieselben Tatsachen in derselben Folge wie bei {}"}},
    {"en",
     "Who told it when",
     "first",
     "The texts side by side",
     "Why these are one story",
     "a version that is no longer shown",
     "All about this story",
     "There is no such page",
     "This story is now part of another one",
     {"was read first", "was a story of its own at first", "joined by hand with {}",
      "has the same id as {}", "links to the same page as {}", "names {} as its source",
      "declared a translation of {}", "names the same source number as {}",
      "has the same wording as {}", "tells the same facts in the same order as {}"}},
    {"es",
     "Quién lo contó y cuándo",
     "primero",
     "Los textos, uno junto a otro",
     "Por qué es una sola noticia",
     "una versión que ya no se muestra",
     "Todo sobre esta noticia",
     "Esta página no existe",
     "Esta noticia forma ahora parte de otra",
     {"se leyó primero", "fue al principio una noticia aparte", "unida a mano con {}",
      "tiene el mismo identificador que {}", "enlaza la misma página que {}",
      "cita como fuente a {}", "declarada traducción de {}",
      "cita el mismo número de fuente que {}", "tiene el mismo texto que {}",
      "cuenta los mismos hechos en el mismo orden que {}"}},
    {"fa",
     "چه کسی کی خبر داد",
     "نخستین",
     "متن‌ها کنار هم",
     "چرا این‌ها یک خبرند",
     "روایتی که دیگر نمایش داده نمی‌شود",
     "همه چیز دربارهٔ این خبر",
     "چنین صفحه‌ای نیست",
     "این خبر اکنون بخشی از خبر دیگری است",
     {"نخست خوانده شد", "در آغاز خبری جداگانه بود", "دستی پیوسته به {}", "همان شناسه را دارد که {}",
      "به همان صفحه پیوند می‌دهد که {}",
      "منبع خود را {} می‌داند",
      "اعلام‌شده به‌عنوان ترجمهٔ {}", "همان شمارهٔ منبع را دارد که {}",
      "همان متن را دارد که {}",
      "همان واقعیت‌ها را به همان ترتیب می‌گوید که {}"}},
    {"fr",
     "Qui l’a publié et quand",
     "en premier",
     "Les textes côte à côte",
     "Pourquoi c’est un seul sujet",
     "« version retirée »",
     "Tout sur ce sujet",
     "Cette page n’existe pas",
     "Ce sujet fait désormais partie d’un autre",
     {"a été lue en premier", "était d’abord un sujet à part", "réunie à la main avec {}",
      "a le même identifiant que {}", "renvoie à la même page que {}", "cite {} comme source",
      "déclarée traduction de {}", "cite le même numéro de source que {}", "a le même texte que {}",
      "rapporte les mêmes faits dans le même ordre que {}"}},
    {"he",
     "מי דיווח ומתי",
     "ראשון",
     "הטקסטים זה לצד זה",
     "מדוע זו ידיעה אחת",
     "גרסה שאינה מוצגת עוד",
     "הכול על הידיעה הזאת",
     "אין דף כזה",
     "הידיעה הזאת היא עכשיו חלק מידיעה אחרת",
     {"נקראה ראשונה", "הייתה בתחילה ידיעה נפרדת", "צורפה ידנית אל {}", "יש לה אותו מזהה כמו אצל {}",
      "מקשרת לאותו דף כמו אצל {}", "מציינת כמקור את {}", "הוכרזה כתרגום של {}",
      "מציינת אותו מספר מקור כמו אצל {}", "יש לה אותו נוסח כמו אצל {}",
      "מספרת אותן עובדות באותו סדר כמו אצל {}"}},
    {"it",
     "Chi l’ha raccontata e quando",
     "per prima",
     "I testi a confronto",
     "Perché è una sola notizia",
     "una versione non più mostrata",
     "Tutto su questa notizia",
     "Questa pagina non esiste",
     "Questa notizia fa ora parte di un’altra",
     {"è stata letta per prima", "all’inizio era una notizia a sé", "unita a mano a {}",
      "ha lo stesso identificativo di {}", "rimanda alla stessa pagina di {}", "cita come fonte {}",
      "dichiarata traduzione di {}", "cita lo stesso numero di fonte di {}",
      "ha lo stesso testo di {}", "racconta gli stessi fatti nello stesso ordine di {}"}},
    {"ja",
     "報じた媒体と時刻",
     "最初",
     "本文の比較",
     "一つの記事とした理由",
     "表示されなくなった報道",
     "この記事のすべて",
     "このページはありません",
     "この記事は別の記事の一部になりました",
     {"最初に取得", "当初は別の記事", "{} と手動で統合", "{} と同じ識別子",
      "{} と同じページへのリンク", "{} を情報源として明記", "{} の翻訳と明記",
      "{} と同じ情報源番号", "{} と同じ文面", "{} と同じ事実を同じ順序で報道"}},
    {"ko",
     "누가 언제 보도했나",
     "최초",
     "본문 나란히 보기",
     "한 기사로 묶은 이유",
     "더 이상 표시되지 않는 보도",
     "이 기사에 관한 모든 것",
     "이런 페이지가 없습니다",
     "이 기사는 이제 다른 기사의 일부입니다",
     {"가장 먼저 읽음", "처음에는 별개의 기사", "{}: 직접 묶음", "{}: 같은 식별자",
      "{}: 같은 페이지로 연결", "{}: 출처로 밝힘", "{}: 번역으로 밝힘", "{}: 같은 출처 번호",
      "{}: 같은 문구", "{}: 같은 사실을 같은 순서로 보도"}},
    {"nl",
     "Wie het wanneer bracht",
     "eerst",
     "De teksten naast elkaar",
     "Waarom dit één bericht is",
     "een versie die niet meer wordt getoond",
     "Alles over dit bericht",
     "Deze pagina bestaat niet",
     "Dit bericht hoort nu bij een ander",
     {"werd het eerst gelezen", "was eerst een eigen bericht", "met de hand samengevoegd met {}",
      "heeft dezelfde id als bij {}", "verwijst naar dezelfde pagina als bij {}",
      "noemt {} als bron", "aangeduid als vertaling van {}",
      "noemt hetzelfde bronnummer als bij {}", "heeft dezelfde tekst als bij {}",
      "noemt dezelfde feiten in dezelfde volgorde als bij {}"}},
    {"pl",
     "Kto i kiedy to podał",
     "najpierw",
     "Teksty obok siebie",
     "Dlaczego to jedna wiadomość",
     "wersja, która nie jest już pokazywana",
     "Wszystko o tej wiadomości",
     "Nie ma takiej strony",
     "Ta wiadomość jest teraz częścią innej",
     {"przeczytana jako pierwsza", "początkowo osobna wiadomość", "połączona ręcznie z: {}",
      "ma ten sam identyfikator co {}", "odsyła do tej samej strony co {}",
      "podaje jako źródło: {}", "oznaczona jako tłumaczenie, oryginał: {}",
      "podaje ten sam numer źródła co {}", "ma to samo brzmienie co {}",
      "podaje te same fakty w tej samej kolejności co {}"}},
    {"pt",
     "Quem contou e quando",
     "primeiro",
     "Os textos lado a lado",
     "Por que é uma só notícia",
     "uma versão que já não é mostrada",
     "Tudo sobre esta notícia",
     "Esta página não existe",
     "Esta notícia faz agora parte de outra",
     {"foi lida primeiro", "era no início uma notícia à parte", "unida à mão com {}",
      "tem o mesmo identificador que {}", "remete à mesma página que {}", "cita como fonte {}",
      "declarada tradução de {}", "cita o mesmo número de fonte que {}", "tem o mesmo texto que {}",
      "conta os mesmos fatos na mesma ordem que {}"}},
    {"ru",
     "Кто и когда сообщил",
     "первым",
     "Тексты рядом",
     "Почему это одна новость",
     "версия, которая больше не показывается",
     "Всё об этой новости",
     "Такой страницы нет",
     "Эта новость теперь часть другой",
     {"прочитана первой", "сначала была отдельной новостью", "объединена вручную с: {}",
      "тот же идентификатор, что у {}", "ссылается на ту же страницу, что и {}",
      "называет источником: {}", "обозначена как перевод, оригинал: {}",
      "тот же номер источника, что у {}", "тот же текст, что у {}",
      "те же факты в том же порядке, что у {}"}},
    {"sv",
     "Vem berättade när",
     "först",
     "Texterna sida vid sida",
     "Varför detta är en nyhet",
     "en version som inte längre visas",
     "Allt om denna nyhet",
     "Sidan finns inte",
     "Nyheten hör nu till en annan",
     {"lästes först", "var först en egen nyhet", "sammanförd för hand med {}",
      "har samma id som hos {}", "länkar till samma sida som {}", "anger {} som källa",
      "angiven som översättning av {}", "anger samma källnummer som {}",
      "har samma ordalydelse som hos {}", "berättar samma fakta i samma ordning som {}"}},
    {"tr",
     "Kim ne zaman duyurdu",
     "ilk",
     "Metinler yan yana",
     "Neden tek bir haber",
     "artık gösterilmeyen bir anlatım",
     "Bu haberle ilgili her şey",
     "Böyle bir sayfa yok",
     "Bu haber artık başka bir haberin parçası",
     {"ilk okunan", "başta ayrı bir haberdi", "{} ile elle birleştirildi", "{} ile aynı kimlik",
      "{} ile aynı sayfaya bağlantı", "kaynak olarak {} gösteriliyor",
      "{} çevirisi olarak belirtilmiş", "{} ile aynı kaynak numarası", "{} ile aynı metin",
      "{} ile aynı olgular, aynı sırada"}},
    {"uk",
     "Хто й коли повідомив",
     "першим",
     "Тексти поруч",
     "Чому це одна новина",
     "версія, яку більше не показано",
     "Усе про цю новину",
     "Такої сторінки немає",
     "Ця новина тепер частина іншої",
     {"прочитано першою", "спершу була окремою новиною", "об’єднано вручну з: {}",
      "той самий ідентифікатор, що й у {}", "посилається на ту саму сторінку, що й {}",
      "називає джерелом: {}", "позначено як переклад, оригінал: {}",
      "той самий номер джерела, що й у {}", "той самий текст, що й у {}",
      "ті самі факти в тому самому порядку, що й у {}"}},
    {"zh",
     "报道时间",
     "最先",
     "并排对照原文",
     "为何归为同一报道",
     "已不再显示的版本",
     "关于此报道的全部内容",
     "没有这个页面",
     "此报道现已并入另一报道",
     {"最先读取", "起初是单独的报道", "与 {} 手动合并", "与 {} 的标识相同", "与 {} 链接到同一页面",
      "注明来源为 {}", "注明译自 {}", "与 {} 的来源编号相同", "与 {} 的文字相同",
      "与 {} 以相同顺序报道相同事实"}},
};

const struct story_messages *story_messages_all(size_t *ret_count)
{
    *ret_count = sizeof(table) / sizeof(table[0]);
    return table;
}

const struct story_messages *story_messages_find(const char *language)
{
    return message_row_find(table, sizeof(table) / sizeof(table[0]), sizeof(table[0]), language);
}

enum story_reason story_reason_find(const char *channel)
{
    static const char *const names[] = {
        [STORY_FOUNDER] = "founder",
        [STORY_MERGED] = "merged",
        [STORY_READER] = "reader",
        [STORY_ID] = "id",
        [STORY_LINK] = "link",
        [STORY_VIA] = "via",
        [STORY_TRANSLATION] = "translation",
        [STORY_MARKER] = "marker",
        [STORY_SURFACE] = "surface",
        [STORY_NEUTRAL] = "neutral",
    };

    for (size_t i = 0; channel != NULL && i < STORY_REASONS; i++)
        if (strcmp(channel, names[i]) == 0)
            return (enum story_reason)i;
    return STORY_FOUNDER;
}

/* Units of durations, longest first. A day and a half is "36 hr", an hour and a half "90 min". */
static const struct {
    int64_t seconds, from;
    const char *skeleton;
} units[] = {
    {86400, 2 * 86400, "measure-unit/duration-day unit-width-short"},
    {3600, 2 * 3600, "measure-unit/duration-hour unit-width-short"},
    {60, 0, "measure-unit/duration-minute unit-width-short"},
};

const char *story_duration(struct arena *arena, const char *language, int64_t seconds)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar skeleton[SKELETON_UNITS], wide[DURATION_UNITS];
    char text[DURATION_UNITS * 3] = "";
    UNumberFormatter *format;
    UFormattedNumber *number;
    size_t unit = 0;
    int32_t length;

    while (seconds < units[unit].from)
        unit++;
    u_uastrncpy(skeleton, units[unit].skeleton, SKELETON_UNITS);
    format = unumf_openForSkeletonAndLocale(skeleton, -1, language, &status);
    number = unumf_openResult(&status);
    unumf_formatInt(format, seconds / units[unit].seconds, number, &status);
    length = unumf_resultToString(number, wide, DURATION_UNITS, &status);
    u_strToUTF8(text, sizeof(text), NULL, wide, U_SUCCESS(status) ? length : 0, &status);
    unumf_closeResult(number);
    unumf_close(format);
    if (status == U_MEMORY_ALLOCATION_ERROR)
        arena_note(arena, ERR_MEMORY);
    return arena_strdup(arena, U_SUCCESS(status) ? text : "");
}
