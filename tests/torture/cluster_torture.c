/* Recognition with failing allocations: a short stream in three languages with a copy, an edit, an
 * override and a restart, and what is learnt from it. */
#include "dedup.h"
#include "tests/dedup/fixture.h"
#include "tests/dedup/world.h"
#include "tests/torture/torture.h"

/* A story and its translation, which is certain enough to learn from. */
static char told[2][WORLD_TEXT_SIZE];

static const struct {
    uint64_t key, feed, link; /* link 0: none */
    const char *lang, *text;
} stream[] = {
    {1, 1, 11, "en",
     "The government will close the old bridge over the river in Lyon for two years, said mayor "
     "Dubois. A fire in the forest had reached the village, where 1,250 residents found water. "
     "The police asked the court for 3.5 million of tax money on Monday."},
    {2, 2, 0, "fr",
     "Le gouvernement va fermer le vieux pont sur le fleuve à Lyon pour deux ans, a dit le maire "
     "Dubois. Un incendie dans la forêt avait atteint le village, où 1 250 résidents ont trouvé "
     "de l'eau. La police a demandé au tribunal 3,5 millions d'argent de l'impôt lundi."},
    {3, 3, 0, "de",
     "Diebe stahlen in der Nacht ein Gemälde aus dem Museum in Madrid, sagte die Polizei. Ein Arzt "
     "des Krankenhauses sah am Freitag 3 Leute beim Schiff. Minister Garcia will 40 neue "
     "Arbeiter."},
    {4, 4, 11, NULL, "Lyon: bridge closed"},
    {2, 2, 0, "fr",
     "Le gouvernement va fermer le vieux pont sur le fleuve à Lyon pour trois ans, a dit le maire "
     "Dubois. Un incendie dans la forêt avait atteint le village, où 1 250 résidents ont trouvé "
     "de l'eau. La police a demandé au tribunal 3,5 millions d'argent de l'impôt mardi."},
    {6, 3, 0, "en", told[0]},
    {7, 4, 0, "ka", told[1]},
    {5, 1, 0, "ja", "政府はリヨンの古い橋を二年間閉鎖すると市長が述べた。1250人の住民がいる。"},
};

struct lexicon {
    void *data;
    size_t size;
};

/* Converts an error of dedup. */
static int result(int code, struct error *err)
{
    if (code == DEDUP_OK)
        return 0;
    return error_set(err, code == DEDUP_ERR_MEMORY ? ERR_MEMORY : ERR_STORE, SCOPE_RUN, "%s",
                     dedup_error_text(code));
}

static int place(uint64_t *digest, struct dedup *engine, size_t i)
{
    const struct dedup_identity identity = {DEDUP_LINK, stream[i].link};
    const struct dedup_item item = {.key = stream[i].key,
                                    .feed = stream[i].feed,
                                    .lang = stream[i].lang,
                                    .title = "",
                                    .text = stream[i].text,
                                    .identities = &identity,
                                    .identity_count = stream[i].link != 0,
                                    .time = (int64_t)i * 60};
    struct dedup_verdict verdict;
    int code = dedup_place(&verdict, engine, &item);

    if (code == DEDUP_OK)
        *digest = torture_digest(*digest, &verdict.node, sizeof(verdict.node));
    return code;
}

static int explain(uint64_t *digest, struct dedup *engine)
{
    const struct dedup_item a = {.lang = "en", .title = "", .text = stream[0].text};
    const struct dedup_item b = {.lang = "fr", .title = "", .text = stream[1].text};
    struct dedup_explanation explanation;
    int code = dedup_explain(&explanation, engine, &a, &b);

    if (code != DEDUP_OK)
        return code;
    *digest = torture_digest(*digest, explanation.reason, strlen(explanation.reason));
    dedup_explanation_release(&explanation);
    return DEDUP_OK;
}

static int word_digest(void *context, const struct dedup_word *word)
{
    uint64_t *digest = context;

    *digest = torture_digest(*digest, word->meanings, word->meaning_count * sizeof(uint32_t));
    return DEDUP_OK;
}

/* Learns from the translation, shows the words of it, and forgets all. */
static int learn(uint64_t *digest, struct dedup *engine, bool has_all)
{
    const struct dedup_item item = {.lang = "fr", .title = "", .text = stream[1].text};
    size_t with_meaning, count;
    bool known = false;
    int code = dedup_learn(engine);

    if (code == DEDUP_OK)
        code = dedup_words(engine, &item, word_digest, digest);
    if (code != DEDUP_OK)
        return code;
    count = dedup_learnt_words(engine, &with_meaning);
    assert_true(count > 0 || !has_all);
    *digest = torture_digest(*digest, &count, sizeof(count));
    return dedup_forget(&known, engine, NULL, NULL);
}

/* Places a part of the stream with its own engine. */
static int part(uint64_t *digest, const struct dedup_options *options, size_t from, size_t to)
{
    struct dedup *engine = NULL;
    struct dedup_verdict verdict;
    int code = dedup_open(&engine, options);

    for (size_t i = from; i < to && code == DEDUP_OK; i++)
        code = place(digest, engine, i);
    if (code == DEDUP_OK)
        code = learn(digest, engine, to == sizeof(stream) / sizeof(stream[0]));
    if (code == DEDUP_OK && from > 0)
        code = dedup_join(&verdict, engine, 1, 3);
    if (code == DEDUP_OK && from > 0)
        code = dedup_split(&verdict, engine, 3);
    if (code == DEDUP_OK)
        code = explain(digest, engine);
    if (code == DEDUP_OK)
        code = dedup_flush(engine);
    dedup_close(engine);
    return code;
}

static int stream_place(uint64_t *ret_digest, void *context, struct error *err)
{
    const struct lexicon *lexicon = context;
    const size_t count = sizeof(stream) / sizeof(stream[0]);
    struct dedup_options options = {.lexicon = lexicon->data, .lexicon_size = lexicon->size};
    uint64_t digest = 0;
    int code = dedup_ram_new(&options.memory, 0);

    if (code != DEDUP_OK)
        return result(code, err);
    code = part(&digest, &options, 0, count / 2);
    if (code == DEDUP_OK)
        code = part(&digest, &options, count / 2, count);
    dedup_ram_free(&options.memory);
    if (code == DEDUP_OK)
        *ret_digest = digest;
    return result(code, err);
}

static void test_stream(void **state)
{
    struct lexicon lexicon;

    (void)state;
    lexicon.data = fixture_lexicon(&lexicon.size);
    torture_run("a stream", stream_place, &lexicon, 20);
    free(lexicon.data);
}

static int lexicon_compile(uint64_t *ret_digest, void *context, struct error *err)
{
    struct dedup_lexicon_builder *builder = NULL;
    void *data = NULL;
    size_t size = 0;
    int code = dedup_lexicon_builder_new(&builder);

    (void)context;
    for (uint32_t i = 1; i < 400 && code == DEDUP_OK; i++)
        code = dedup_lexicon_add(builder, i % 2 == 0 ? "fr" : "de", i * 7919, i * 31, 1);
    if (code == DEDUP_OK)
        code = dedup_lexicon_finish(&data, &size, builder);
    if (code == DEDUP_OK)
        *ret_digest = torture_digest(0, data, size);
    free(data);
    dedup_lexicon_builder_free(builder);
    return result(code, err);
}

static void test_lexicon(void **state)
{
    (void)state;
    torture_run("a lexicon", lexicon_compile, NULL, 200);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_stream),
                                       cmocka_unit_test(test_lexicon)};

    for (uint32_t i = 0; i < 2; i++)
        world_tell(
            told[i],
            &(struct telling){.story = 1, .facts = 70, .sure = 40, .outlet = i, .second = i == 1});
    return cmocka_run_group_tests(tests, NULL, NULL);
}
