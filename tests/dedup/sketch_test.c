#include "dedup/base/hash.h"
#include "dedup/text/word.h"
#include "tests/dedup/fixture.h"
#include "tests/support/test.h"

static struct fixture fixture;

static int set_up(void **state)
{
    (void)state;
    fixture_open(&fixture, 0);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fixture_close(&fixture);
    return 0;
}

static const struct sketch *sketch_of(const char *lang, const char *title, const char *text)
{
    const struct dedup_item item = {.key = 1, .lang = lang, .title = title, .text = text};

    assert_int_equal(engine_sketch(fixture.engine, &item), DEDUP_OK);
    return &fixture.engine->sketch;
}

/* The kind of the word whose first alternative has this hash. */
static int kind_of(const struct sketch *sketch, uint32_t hash)
{
    for (size_t i = 0; i < sketch->word_count; i++)
        for (size_t k = 0; k < sketch->words[i].count; k++)
            if (sketch->words[i].hash[k] == sketch_hash(hash))
                return sketch->words[i].kind;
    return -1;
}

/* The shingle that a short text must contain. expected is an English word or a gazetteer code. */
static const struct {
    const char *name, *lang, *text, *expected;
    int kind;
} neutral[] = {
    {"concept", "fr", "le gouvernement a dit", "government", SHINGLE_CONCEPT},
    {"concept, inflected", "de", "der Regierungen", "government", SHINGLE_CONCEPT},
    {"concept, Spanish", "es", "los puentes", "bridge", SHINGLE_CONCEPT},
    {"concept, Russian", "ru", "решение правительства", "government", SHINGLE_CONCEPT},
    {"English is its own", "en", "the governments", "government", SHINGLE_CONCEPT},
    {"country of two words", "en", "in South Korea", "@KR", SHINGLE_PLACE},
    {"country, French", "fr", "en Corée du Sud", "@KR", SHINGLE_PLACE},
    {"country, Chinese", "zh", "他在韩国说", "@KR", SHINGLE_PLACE},
    {"country, Arabic", "ar", "في فرنسا", "@FR", SHINGLE_PLACE},
    {"country, Hindi", "hi", "में फ़्रांस", "@FR", SHINGLE_PLACE},
    {"country, Polish", "pl", "we Francji", "@FR", SHINGLE_PLACE},
    {"weekday, Turkish", "tr", "geçen Pazartesi", "day2", SHINGLE_PLACE},
    {"month, Greek", "el", "στις 5 Μαΐου", "month4", SHINGLE_PLACE},
    {"month, Finnish", "fi", "viime toukokuussa", "month4", SHINGLE_PLACE},
    {"small number is a word too", "en", "about 3 of them", "three", SHINGLE_NUMBER},
};

static void test_neutral(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(neutral) / sizeof(neutral[0]); i++) {
        const struct sketch *sketch = sketch_of(neutral[i].lang, "", neutral[i].text);
        bool code = strpbrk(neutral[i].expected, "@0123456789") != NULL;
        uint32_t hash =
            code ? hash_code(neutral[i].expected) : dedup_word_key("en", neutral[i].expected);

        if (kind_of(sketch, hash) != neutral[i].kind)
            fail_msg("%s: kind %d", neutral[i].name, kind_of(sketch, hash));
    }
}

/* The same number in any notation has one hash. */
static const struct {
    const char *lang, *text;
} thousands[] = {
    {"en", "some 1,250 people"},  {"de", "rund 1.250 Leute"},
    {"fr", "environ 1 250 gens"}, {"ru", "около 1250 людей"},
    {"ar", "حوالي ١٬٢٥٠ شخصا"},   {"fa", "حدود ۱۲۵۰ نفر"},
    {"hi", "लगभग १२५० लोग"},      {"th", "ประมาณ ๑๒๕๐ คน"},
    {"zh", "大约1250人"},         {"ja", "約１２５０人"},
    {"ko", "약 1250명"},          {"he", "כ-1,250 אנשים"},
    {"de", "etwa 1’250 Leute"},   {"sv", "ungefär 1\u00a0250 personer"},
};

static void test_numbers_meet(void **state)
{
    uint32_t wanted = hash32("1250", 4, 0x23);

    (void)state;
    for (size_t i = 0; i < sizeof(thousands) / sizeof(thousands[0]); i++)
        if (kind_of(sketch_of(thousands[i].lang, "", thousands[i].text), wanted) != SHINGLE_NUMBER)
            fail_msg("%s: %s", thousands[i].lang, thousands[i].text);
}

static size_t surface_shared(const char *lang, const char *a, const char *b, size_t *ret_min)
{
    static struct sketch left;
    const struct sketch *right;
    size_t shared = 0;

    left = *sketch_of(lang, "", a);
    right = sketch_of(lang, "", b);
    for (size_t i = 0; i < left.surface_count; i++)
        for (size_t k = 0; k < right->surface_count; k++)
            shared += left.surface[i] == right->surface[k];
    *ret_min =
        left.surface_count < right->surface_count ? left.surface_count : right->surface_count;
    return shared;
}

/* Case, accents and punctuation do not separate copies, in any script. */
static const struct {
    const char *lang, *a, *b;
} copies[] = {
    {"en",
     "The Old Bridge over the river will close for two years, the mayor said on Monday morning",
     "the old bridge over the river — will close for two years; the mayor said on monday morning"},
    {"fr",
     "L’école élémentaire du village a fermé ses portes après l’été, selon le maire du village",
     "L'ecole elementaire du village a ferme ses portes apres l'ete selon le maire du village"},
    {"tr", "Eski köprü iki yıl boyunca kapalı kalacak, belediye başkanı pazartesi günü söyledi",
     "ESKİ KÖPRÜ İKİ YIL BOYUNCA KAPALI KALACAK BELEDİYE BAŞKANI PAZARTESİ GÜNÜ SÖYLEDİ"},
    {"ru", "Старый мост через реку закроют на два года, сообщил мэр города в понедельник утром",
     "СТАРЫЙ МОСТ ЧЕРЕЗ РЕКУ ЗАКРОЮТ НА ДВА ГОДА СООБЩИЛ МЭР ГОРОДА В ПОНЕДЕЛЬНИК УТРОМ"},
    {"el", "Η παλιά γέφυρα στον ποταμό θα κλείσει για δύο χρόνια, είπε ο δήμαρχος τη Δευτέρα",
     "Η ΠΑΛΙΑ ΓΕΦΥΡΑ ΣΤΟΝ ΠΟΤΑΜΟ ΘΑ ΚΛΕΙΣΕΙ ΓΙΑ ΔΥΟ ΧΡΟΝΙΑ ΕΙΠΕ Ο ΔΗΜΑΡΧΟΣ ΤΗ ΔΕΥΤΕΡΑ"},
    {"zh", "市长周一表示，横跨河流的旧桥将关闭两年以便进行修缮工程",
     "市长周一表示横跨河流的旧桥将关闭两年，以便进行修缮工程。"},
    {"ja", "市長は月曜日、川に架かる古い橋を二年間閉鎖すると発表した",
     "市長は月曜日川に架かる古い橋を二年間閉鎖すると発表した。"},
    {"th", "นายกเทศมนตรีกล่าวเมื่อวันจันทร์ว่าสะพานเก่าจะปิดสองปี",
     "นายกเทศมนตรีกล่าวเมื่อวันจันทร์ว่าสะพานเก่าจะปิดสองปี!"},
    {"ar", "قال رئيس البلدية يوم الاثنين إن الجسر القديم سيغلق لمدة عامين للإصلاح",
     "قال رئيس البلدية، يوم الاثنين: إن الجسر القديم سيغلق لمدة عامين للإصلاح."},
    {"ko",
     "시장은 월요일 강 위의 낡은 다리를 이 년 동안 폐쇄한다고 밝혔다 주민들은 새로운 다리를 "
     "기다린다 시의회는 다음 주에 예산을 심의할 예정이며 공사는 내년 봄에 시작된다",
     "시장은 월요일, 강 위의 낡은 다리를 이 년 동안 폐쇄한다고 밝혔다. 주민들은 새로운 다리를 "
     "기다린다. 시의회는 다음 주에 예산을 심의할 예정이며, 공사는 내년 봄에 시작된다."},
    {"he", "ראש העיר אמר ביום שני כי הגשר הישן מעל הנהר ייסגר למשך שנתיים",
     "ראש העיר אמר, ביום שני, כי הגשר הישן מעל הנהר ייסגר למשך שנתיים."},
    {"hi", "महापौर ने सोमवार को कहा कि नदी पर पुराना पुल दो साल के लिए बंद रहेगा",
     "महापौर ने सोमवार को कहा, कि नदी पर पुराना पुल दो साल के लिए बंद रहेगा।"},
    {"vi", "Thị trưởng nói hôm thứ Hai rằng cây cầu cũ qua sông sẽ đóng cửa trong hai năm",
     "Thị trưởng nói hôm thứ hai: rằng cây cầu cũ qua sông sẽ đóng cửa trong hai năm!"},
};

static void test_surface_of_copies(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(copies) / sizeof(copies[0]); i++) {
        size_t min, shared = surface_shared(copies[i].lang, copies[i].a, copies[i].b, &min);

        if (shared != min || min == 0)
            fail_msg("%s: %zu of %zu", copies[i].lang, shared, min);
    }
}

/* A long text: the sample is bounded and ascending, and a coarser one is part of a finer one. */
static void test_selection_is_bounded(void **state)
{
    char *text = malloc(90000), *at = text;
    const struct sketch *sketch;

    (void)state;
    assert_non_null(text);
    for (int i = 0; i < 9000; i++)
        at += sprintf(at, "w%d ", i * 7919 % 9001);
    sketch = sketch_of("en", "A title", text);
    free(text);
    assert_int_equal(sketch->word_count, SKETCH_WORDS_MAX);
    assert_in_range(sketch->surface_count, SKETCH_SURFACE_MAX / 4, SKETCH_SURFACE_MAX);
    assert_int_equal(sketch->title_tokens, 2);
    for (size_t i = 1; i < sketch->surface_count; i++)
        assert_true(sketch->surface[i] > sketch->surface[i - 1]);
    for (size_t i = 0; i < sketch->surface_count; i++)
        assert_int_equal(sketch->surface[i] & ((1u << sketch->surface_level) - 1), 0);
    for (size_t i = 1; i < sketch->word_count; i++)
        assert_true(sketch->words[i].token >= sketch->words[i - 1].token);
}

static const char example[] =
    "Nœud source: 2988751\nLe gouvernement a fermé le vieux pont sur le fleuve à Lyon le 5 mai "
    "2021. Le maire, Zelensky et 1 250 habitants de Corée du Sud ont trouvé 3,5 millions.";

static size_t form_make(uint8_t form[SKETCH_BYTES_MAX], struct sketch *ret)
{
    *ret = *sketch_of("fr", "Un pont", example);
    ret->identity_count = 2;
    ret->identities[0] = (struct dedup_identity){DEDUP_LINK, 0xfedcba9876543210};
    ret->identities[1] = (struct dedup_identity){DEDUP_TRANSLATION, 1};
    return sketch_pack(form, ret);
}

static void test_round_trip(void **state)
{
    static struct sketch sketch, read;
    uint8_t form[SKETCH_BYTES_MAX], again[SKETCH_BYTES_MAX];
    size_t size = form_make(form, &sketch);

    (void)state;
    assert_int_equal(sketch_unpack(&read, form, size), DEDUP_OK);
    assert_string_equal(read.lang, "fr");
    assert_int_equal(read.tokens, sketch.tokens);
    assert_int_equal(read.title_tokens, 2);
    assert_int_equal(read.content, sketch.content);
    assert_int_equal(read.marker_count, 1);
    assert_int_equal(read.markers[0], 2988751);
    assert_int_equal(read.identity_count, 2);
    assert_int_equal(read.identities[0].hash, 0xfedcba9876543210);
    assert_int_equal(read.identities[1].kind, DEDUP_TRANSLATION);
    assert_int_equal(read.head_count, sketch.head_count);
    assert_memory_equal(read.head, sketch.head, sketch.head_count * sizeof(*read.head));
    assert_int_equal(read.surface_count, sketch.surface_count);
    assert_memory_equal(read.surface, sketch.surface, read.surface_count * sizeof(*read.surface));
    assert_int_equal(read.word_count, sketch.word_count);
    for (size_t i = 0; i < sketch.word_count; i++)
        sketch.words[i].guessed = 0; /* is not stored */
    assert_memory_equal(read.words, sketch.words, read.word_count * sizeof(*read.words));
    assert_int_equal(sketch_pack(again, &read), size);
    assert_memory_equal(again, form, size);
}

/* Every bit flipped, and every length: refused, or a sketch within its bounds (the sanitizers check
 * this). */
static void test_damage(void **state)
{
    static struct sketch sketch, read;
    uint8_t form[SKETCH_BYTES_MAX], again[SKETCH_BYTES_MAX];
    size_t size = form_make(form, &sketch);
    /* the form may end here: a sketch without unknown words does */
    size_t words_end = size - 2 - 4 * sketch.unknown_count;

    (void)state;
    assert_true(sketch.unknown_count > 0 && sketch.learnt_count == 0);
    for (size_t cut = 0; cut < size; cut++)
        assert_int_equal(sketch_unpack(&read, form, cut),
                         cut == words_end ? DEDUP_OK : DEDUP_ERR_FORMAT);
    for (size_t bit = 0; bit < size * 8; bit++) {
        form[bit / 8] ^= (uint8_t)(1u << bit % 8);
        if (sketch_unpack(&read, form, size) == DEDUP_OK) {
            assert_true(sketch_pack(again, &read) <= SKETCH_BYTES_MAX);
            judge_side_read(fixture.engine->left, &read, fixture.engine->stream);
        }
        form[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    form[0] = DEDUP_RECIPE + 1;
    assert_int_equal(sketch_unpack(&read, form, size), DEDUP_ERR_FORMAT);
}

/* The largest possible sketch fits the stored form. */
static void test_largest_form(void **state)
{
    static struct sketch sketch;
    uint8_t form[SKETCH_BYTES_MAX];

    (void)state;
    memset(&sketch, 0, sizeof(sketch));
    memset(sketch.lang, 'x', DEDUP_LANG_SIZE - 1);
    sketch.marker_count = SKETCH_MARKERS_MAX;
    sketch.identity_count = SKETCH_IDENTITIES_MAX;
    sketch.head_count = SKETCH_HEAD_MAX;
    sketch.surface_level = 2;
    sketch.surface_count = SKETCH_SURFACE_MAX;
    sketch.word_count = SKETCH_WORDS_MAX;
    for (size_t i = 0; i < SKETCH_WORDS_MAX; i++) {
        sketch.words[i].token = (uint16_t)(i * 300);
        sketch.words[i].count = SKETCH_ALTERNATIVES_MAX;
        sketch.words[i].learnt = (1u << SKETCH_ALTERNATIVES_MAX) - 1;
    }
    sketch.learnt_count = SKETCH_WORDS_MAX;
    sketch.unknown_count = SKETCH_UNKNOWN_MAX;
    assert_in_range(sketch_pack(form, &sketch), 2000, SKETCH_BYTES_MAX);
}

/* Teaches a word its meaning: three lessons of six feeds. */
static void learn(const char *lang, const char *word, uint32_t meaning)
{
    char form[WORD_FORM_SIZE];
    size_t size = word_form(lang, word, strlen(word), form, sizeof(form));

    for (uint64_t i = 0; i < 3; i++) {
        struct learnt_lesson lesson = {.feeds = {2 * i, 2 * i + 1},
                                       .story = i,
                                       .meanings = {sketch_hash(meaning)},
                                       .meaning_count = 1};

        assert_int_equal(
            learnt_add(fixture.engine->learnt, learnt_key(lang, word_root(form, size)), &lesson),
            DEDUP_OK);
    }
}

static const struct {
    const char *name, *text;
    size_t words, learnt, unknown;
} learnings[] = {
    {"a learnt word", "kao 77", 2, 1, 1},
    {"twice", "kao 77 kao", 3, 2, 2},
    {"another word", "lui 77 bea", 1, 0, 2},
    {"both", "lui kao 77 kao", 3, 2, 3},
    {"a learnt word that stands for the marker's number", "kao 77 toa\n\nNœud source: 4242424", 4,
     1, 4},
};

/* Learnt alternatives and unknown words are stored; the counts are those of the words. */
static void test_learnt_words(void **state)
{
    static struct sketch read;
    uint8_t form[SKETCH_BYTES_MAX], again[SKETCH_BYTES_MAX];

    (void)state;
    learn("et", "kao", dedup_word_key("en", "bridge"));
    learn("et", "toa", shingle_number_hash(4242424));
    for (size_t i = 0; i < sizeof(learnings) / sizeof(learnings[0]); i++) {
        const struct sketch *sketch = sketch_of("et", "", learnings[i].text);
        size_t size = sketch_pack(form, sketch);

        if (sketch->word_count != learnings[i].words ||
            sketch->learnt_count != learnings[i].learnt ||
            sketch->unknown_count != learnings[i].unknown)
            fail_msg("%s: %zu words, %zu learnt, %zu unknown", learnings[i].name,
                     sketch->word_count, sketch->learnt_count, sketch->unknown_count);
        assert_int_equal(sketch_unpack(&read, form, size), DEDUP_OK);
        assert_int_equal(read.learnt_count, sketch->learnt_count);
        for (size_t k = 0; k < read.word_count; k++)
            assert_int_equal(read.words[k].learnt, sketch->words[k].learnt);
        assert_int_equal(read.unknown_count, sketch->unknown_count);
        for (size_t k = 0; k < read.unknown_count; k++) {
            assert_int_equal(read.unknown[k].token, sketch->unknown[k].token);
            assert_int_equal(read.unknown[k].key, sketch->unknown[k].key);
        }
        assert_int_equal(sketch_pack(again, &read), size);
        assert_memory_equal(again, form, size);
        sketch_unlearn(&read); /* they have no other alternative */
        assert_int_equal(read.learnt_count, 0);
        assert_int_equal(read.word_count, learnings[i].words - learnings[i].learnt);
    }
    learnt_clear(fixture.engine->learnt);
}

/* The bytes behind the words: count, then word and alternatives of each; then the unknown words. */
static const struct {
    const char *name, *bytes;
    size_t size;
    int code;
} endings[] = {
    {"nothing", "", 0, DEDUP_OK},
    {"one word", "\1\0\1\0", 4, DEDUP_OK},
    {"two words", "\2\0\1\1\1\0", 6, DEDUP_OK},
    {"a word twice", "\2\1\1\1\1\0", 6, DEDUP_ERR_FORMAT},
    {"against the order", "\2\1\1\0\1\0", 6, DEDUP_ERR_FORMAT},
    {"no alternative", "\1\0\0\0", 4, DEDUP_ERR_FORMAT},
    {"an alternative too many", "\1\0\10\0", 4, DEDUP_ERR_FORMAT},
    {"a word too many", "\1\2\1\0", 4, DEDUP_ERR_FORMAT},
    {"more than the words", "\3\0\1\1\1\1\1\0", 8, DEDUP_ERR_FORMAT},
    {"an unknown word", "\0\1\1\1\2\3", 6, DEDUP_OK},
    {"cut", "\0\1\1\1\2", 5, DEDUP_ERR_FORMAT},
    {"too many unknown words", "\0\51", 2, DEDUP_ERR_FORMAT},
    {"one byte too many", "\0\0\0", 3, DEDUP_ERR_FORMAT},
};

static void test_endings(void **state)
{
    static struct sketch read;
    uint8_t form[SKETCH_BYTES_MAX];
    size_t size = sketch_pack(form, sketch_of("en", "", "bridge 77"));

    (void)state;
    assert_int_equal(fixture.engine->sketch.word_count, 2);
    for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
        memcpy(form + size, endings[i].bytes, endings[i].size);
        if (sketch_unpack(&read, form, size + endings[i].size) != endings[i].code)
            fail_msg("%s: not %s", endings[i].name, dedup_error_text(endings[i].code));
    }
}

static void test_hashes_are_distinct(void **state)
{
    uint32_t hashes[SKETCH_WORDS_MAX * SKETCH_ALTERNATIVES_MAX];
    const struct sketch *sketch = sketch_of("en", "", "bridge river bridge 3 bridge three Bridge");
    size_t count = sketch_hashes(hashes, sizeof(hashes) / sizeof(hashes[0]), sketch);

    (void)state;
    assert_true(count > 2);
    for (size_t i = 1; i < count; i++)
        assert_true(hashes[i] > hashes[i - 1]);
    assert_int_equal(sketch_hashes(hashes, 2, sketch), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_neutral),           cmocka_unit_test(test_numbers_meet),
        cmocka_unit_test(test_surface_of_copies), cmocka_unit_test(test_selection_is_bounded),
        cmocka_unit_test(test_round_trip),        cmocka_unit_test(test_damage),
        cmocka_unit_test(test_largest_form),      cmocka_unit_test(test_hashes_are_distinct),
        cmocka_unit_test(test_learnt_words),      cmocka_unit_test(test_endings),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
