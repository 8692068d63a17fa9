#include "tests/dedup/world.h"

#include "tests/support/test.h"

enum { FACTS_MAX = 120, SYLLABLES = 60, LEAVES_OUT_PERCENT = 8, SWAPS_PERCENT = 20 };

struct fact {
    enum { NUMBER, NAME, CONCEPT } kind;
    uint32_t value;
};

static const char consonants[] = "bdfgklmnprtv", vowels[] = "aeiou";

uint32_t world_draw(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static char *syllable_put(char *at, uint32_t number)
{
    *at++ = consonants[number % 12];
    *at++ = vowels[number / 12 % 5];
    return at;
}

/* In Georgian letters, so that no text is taken for one of another language. */
static void georgian_write(char ret[WORLD_WORD_SIZE], const char *word)
{
    static const char *const letters[][2] = {
        {"a", "ა"}, {"b", "ბ"}, {"d", "დ"}, {"e", "ე"}, {"f", "ფ"}, {"g", "გ"},
        {"i", "ი"}, {"k", "კ"}, {"l", "ლ"}, {"m", "მ"}, {"n", "ნ"}, {"o", "ო"},
        {"p", "პ"}, {"r", "რ"}, {"s", "ს"}, {"t", "ტ"}, {"u", "უ"}, {"v", "ვ"},
    };

    *ret = '\0';
    for (; *word != '\0'; word++)
        for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++)
            if (*word == letters[i][0][0])
                strcat(ret, letters[i][1]);
}

/* The first two syllables distinguish the words of a language. */
void world_word(char ret[WORLD_WORD_SIZE], uint32_t concept, bool second)
{
    uint32_t low = concept % SYLLABLES, high = concept / SYLLABLES;
    char word[WORLD_WORD_SIZE], *at = word;

    at = syllable_put(at, second ? (low * 37 + 11) % SYLLABLES : low);
    at = syllable_put(at, second ? (high * 17 + 29) % SYLLABLES : (high * 13 + 5) % SYLLABLES);
    strcpy(at, second ? "kos" : "tan");
    if (second)
        georgian_write(ret, word);
    else
        strcpy(ret, word);
}

static void name_write(char ret[WORLD_WORD_SIZE], uint32_t number)
{
    *ret = (char)(consonants[number % 12] - 'a' + 'A');
    ret[1] = vowels[number % 5];
    ret = syllable_put(ret + 2, number / 12);
    ret = syllable_put(ret, number / 144);
    strcpy(ret, number % 2 == 0 ? "rd" : "lm");
}

static size_t facts_draw(struct fact ret[FACTS_MAX], const struct telling *telling)
{
    uint32_t seed = telling->story * 7919u + 1, own = telling->private * 104729u + 7;

    for (uint32_t i = 0; i < telling->facts; i++) {
        bool sure = world_draw(&seed) % 100 < telling->sure;
        uint32_t even = world_draw(&seed) % 2, value = world_draw(&seed), other = world_draw(&own);

        if (sure)
            ret[i] = (struct fact){even ? NUMBER : NAME, telling->private != 0 ? other : value};
        else
            ret[i] = (struct fact){CONCEPT, value % WORLD_CONCEPTS};
    }
    return telling->facts;
}

static size_t fact_write(char *ret, const struct fact *fact, const struct telling *telling)
{
    char word[WORLD_WORD_SIZE];

    if (fact->kind == NUMBER)
        return (size_t)sprintf(ret, "%u ", 100 + fact->value % 90000);
    if (fact->kind == NAME)
        name_write(word, fact->value % 1728);
    else
        world_word(word, (fact->value + telling->wrong) % WORLD_CONCEPTS, telling->second);
    return (size_t)sprintf(ret, "%s ", word);
}

void world_tell(char ret[WORLD_TEXT_SIZE], const struct telling *telling)
{
    struct fact facts[FACTS_MAX];
    uint32_t seed = telling->story * 31337u + telling->outlet * 271u;
    size_t count = facts_draw(facts, telling), used = 0;

    assert_true(count * WORLD_WORD_SIZE < WORLD_TEXT_SIZE);
    for (size_t i = 0; i + 1 < count; i++)
        if (world_draw(&seed) % 100 < SWAPS_PERCENT) {
            const struct fact fact = facts[i];

            facts[i] = facts[i + 1];
            facts[i + 1] = fact;
        }
    ret[0] = '\0';
    for (size_t i = 0; i < count; i++)
        if (world_draw(&seed) % 100 >= LEAVES_OUT_PERCENT)
            used += fact_write(ret + used, &facts[i], telling);
}

void *world_lexicon(size_t *ret_size)
{
    struct dedup_lexicon_builder *builder;
    void *data;

    assert_int_equal(dedup_lexicon_builder_new(&builder), DEDUP_OK);
    for (uint32_t i = 0; i < WORLD_CONCEPTS; i++) {
        char word[WORLD_WORD_SIZE];
        uint32_t key;

        world_word(word, i, false);
        key = dedup_word_key("en", word);
        assert_int_equal(dedup_lexicon_add(builder, "fr", key, key, 1), DEDUP_OK);
        assert_int_equal(dedup_lexicon_commonness(builder, key, 0.05), DEDUP_OK);
    }
    assert_int_equal(dedup_lexicon_finish(&data, ret_size, builder), DEDUP_OK);
    dedup_lexicon_builder_free(builder);
    return data;
}
