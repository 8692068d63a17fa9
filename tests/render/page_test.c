/*
 * A full page: 200 stories in ten languages. Checks its size and what it must never contain. The
 * page is kept in the test's folder as page.html for inspection.
 */
#include "aggregator/base/clock.h"
#include "aggregator/base/file.h"
#include "aggregator/render/render.h"
#include "tests/support/test.h"

enum { STORIES = 200, T0 = 1772438400, PAGE_BYTES = 200 * 1024, ARENA_BYTES = 8 << 20 };

/* Outlets, and stories with a title, the beginning of a text, and the other outlets that have
 * it. */
static const struct {
    const char *name, *language, *host;
} outlets[] = {
    {"L’Eau vive", "fr", "eau.example"},         {"The Harbour Post", "en", "harbour.example"},
    {"Acqua Oggi", "it", "acqua.example"},       {"Rheinblatt", "de", "rheinblatt.example"},
    {"El Manantial", "es", "manantial.example"}, {"النهر", "ar", "nahr.example"},
    {"水の便り", "ja", "mizu.example"},          {"Джерело", "uk", "dzherelo.example"},
    {"Rzeka Dnia", "pl", "rzeka.example"},       {"מעיין", "he", "maayan.example"},
};

static const struct {
    size_t outlet;
    const char *title, *text;
    size_t others[6]; /* stories of this table with the same news; ends with its own number */
} told[] = {
    {0,
     "Le barrage de Vallombre se vide pour la première fois en quarante ans",
     "Les vannes ont été ouvertes à l’aube. En contrebas, des centaines d’habitants sont venus "
     "voir "
     "réapparaître les murs du vieux village, noyé en 1986. L’opération doit durer onze jours, le "
     "temps d’inspecter la paroi et de remplacer deux turbines.",
     {2, 4, 3, 1, 0}},
    {1,
     "Forty years under water, Vallombra’s church tower is seen again",
     "As the reservoir drops two metres a day, families who were moved in 1986 walk down to the "
     "shoreline to look for their streets. Engineers will inspect the dam wall and replace two "
     "turbines before it is filled again.",
     {1}},
    {2,
     "La diga di Vallombra si svuota: riemerge il paese sommerso",
     "Le paratoie sono state aperte all’alba. Undici giorni di lavori per controllare la parete e "
     "sostituire due turbine; intanto si rivedono il campanile e la vecchia strada del mulino.",
     {2}},
    {3,
     "Stausee Vallombra wird geleert – ein Dorf taucht wieder auf",
     "Erstmals seit vierzig Jahren wird das Wasser abgelassen. Die Talsperre soll untersucht, zwei "
     "Turbinen sollen ersetzt werden.",
     {3}},
    {5,
     "تفريغ سد فالومبرا يُظهر قرية غمرتها المياه قبل أربعين عامًا",
     "فُتحت البوابات عند الفجر، وتجمع مئات السكان لرؤية جدران القرية القديمة. ومن المقرر أن تستمر "
     "العملية أحد عشر يومًا لفحص جدار السد واستبدال توربينين.",
     {4}},
    {5,
     "علماء يرصدون عودة اللقالق إلى الأهوار بعد غياب طويل",
     "قال باحثون إن أكثر من مئتي زوج من اللقالق بنت أعشاشها هذا الربيع في الأهوار الجنوبية، بعد "
     "سنوات "
     "من الجفاف أجبرت الطيور على تغيير مسار هجرتها.",
     {5}},
    {6,
     "地下水位が三十年ぶりの高さに 都内の井戸で確認",
     "都内十二か所の観測井で、地下水位が三十年ぶりの高さに達したことが分かった。研究者は工業用水の"
     "くみ上げ規制と昨秋の長雨の両方が影響したとみて調べている。",
     {6}},
    {7,
     "У Карпатах відновили старовинний водяний млин",
     "Майстри з трьох сіл два роки збирали механізм за кресленнями 1890 року. Тепер млин меле "
     "борошно "
     "щосуботи, а виручка йде на ремонт греблі.",
     {8, 7}},
    {8,
     "W Karpatach znów pracuje młyn wodny sprzed stu trzydziestu lat",
     "Cieśle z trzech wsi odtworzyli mechanizm według rysunków z 1890 roku. Mąka jest sprzedawana "
     "w "
     "soboty, a dochód idzie na naprawę jazu.",
     {8}},
    {9,
     "הכנרת חצתה את הקו האדום העליון לראשונה זה שלוש שנים",
     "מפלס האגם עלה בארבעה סנטימטרים ביממה האחרונה, ורשות המים שוקלת לפתוח את הסכר בדגניה אם "
     "הגשמים "
     "יימשכו גם בשבוע הבא.",
     {9}},
    {4,
     "El deshielo temprano adelanta la temporada de riego en el valle",
     "Los agricultores abrirán las acequias tres semanas antes de lo habitual. La confederación "
     "pide "
     "prudencia: la nieve acumulada es un quinto menor que la media de la última década.",
     {10}},
    {1,
     "Council votes to bring the Tanner’s Brook back to daylight",
     "After sixty years in a pipe beneath the bus station, the brook will run open through a "
     "linear "
     "park. Work begins in autumn and is to cost 14 million, two thirds of it paid for by lower "
     "flood "
     "insurance.",
     {11}},
    {0,
     "À Sète, les pêcheurs testent des filets qui se dissolvent en deux ans",
     "Perdus en mer, les filets ordinaires continuent de tuer pendant des décennies.",
     {12}},
};

#define COUNT(rows) (sizeof(rows) / sizeof((rows)[0]))

static struct telling telling_make(struct arena *arena, size_t row, size_t number)
{
    const size_t outlet = told[row].outlet;
    const int64_t time = T0 - (int64_t)number * 2700 - (int64_t)row * 60;
    struct telling telling = {.key = number * 100 + row + 1,
                              .language = outlets[outlet].language,
                              .feed_title = outlets[outlet].name,
                              .first_seen = time + 300,
                              .changed = time + 300};

    telling.feed_url = arena_printf(arena, "https://%s/feed", outlets[outlet].host);
    telling.item.title.value = told[row].title;
    telling.item.plain = told[row].text;
    telling.item.link = arena_printf(arena, "https://www.%s/2026/03/02/story-%zu.html",
                                     outlets[outlet].host, number);
    telling.item.published = time;
    telling.item.updated = TIME_NONE;
    return telling;
}

static void story_make(struct story *ret, struct arena *arena, size_t number)
{
    const size_t row = number * 5 % COUNT(told);

    *ret = (struct story){.node = number + 1, .updated = TIME_NONE};
    ret->tellings = arena_array(arena, COUNT(told[0].others) + 1, sizeof(*ret->tellings));
    assert_non_null(ret->tellings);
    ret->tellings[ret->telling_count++] = telling_make(arena, row, number);
    for (size_t i = 0; told[row].others[i] != row && told[row].others[i] < COUNT(told); i++)
        ret->tellings[ret->telling_count++] = telling_make(arena, told[row].others[i], number);
}

static void page_make(struct str *into, struct arena *arena, const char **languages, size_t count)
{
    static const struct output outputs[] = {
        {.format = OUTPUT_HTML, .title = "Headwater", .self = "https://me.example/"},
        {.format = OUTPUT_ATOM, .title = "Headwater", .self = "https://me.example/merged.atom"},
        {.format = OUTPUT_JSON, .title = "Headwater", .self = "https://me.example/merged.json"}};
    const struct settings settings = {.languages = languages, .language_count = count};
    struct story *stories = arena_array(arena, STORIES, sizeof(*stories));
    struct render_story *ready = arena_array(arena, STORIES, sizeof(*ready));
    struct render_input input = {.output = outputs,
                                 .settings = &settings,
                                 .stories = ready,
                                 .count = STORIES,
                                 .outputs = outputs,
                                 .output_count = 3};
    struct error err;

    assert_non_null(stories);
    assert_non_null(ready);
    for (size_t i = 0; i < STORIES; i++) {
        story_make(&stories[i], arena, i);
        assert_int_equal(render_prepare(&ready[i], arena, &stories[i], &settings, &err), 0);
    }
    assert_int_equal(render_document(into, &input, &err), 0);
}

static void test_page(void **state)
{
    static const char *const never[] = {"<script", "javascript:", " src=", "onload", "@import",
                                        "url(",    "<img",        "<form", "<iframe"};
    static const struct {
        const char *file, *languages[3];
        size_t count;
    } pages[] = {{"page.html", {"en", "fr", "de"}, 3}, {"page-ar.html", {"ar", "en"}, 2}};

    (void)state;
    for (size_t i = 0; i < COUNT(pages); i++) {
        const char *languages[3] = {pages[i].languages[0], pages[i].languages[1],
                                    pages[i].languages[2]};
        struct arena arena;
        struct str page;
        struct error err;

        arena_init(&arena, ARENA_BYTES);
        str_init(&page, ARENA_BYTES);
        page_make(&page, &arena, languages, pages[i].count);
        print_message("%s: %zu bytes\n", pages[i].file, page.length);
        assert_true(page.length < PAGE_BYTES);
        for (size_t j = 0; j < COUNT(never); j++)
            assert_null(strstr(page.text, never[j]));
        assert_int_equal(file_replace(NULL, pages[i].file, page.text, page.length, &err), 0);
        str_release(&page);
        arena_release(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_page),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
