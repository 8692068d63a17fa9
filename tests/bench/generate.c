#include "tests/bench/generate.h"

#include "dedup_lexicon.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const generate_langs[GENERATE_LANGS] = {"en", "fr", "de", "ru", "ar", "zh"};

enum {
    CHINESE = GENERATE_LANGS - 1,
    SYLLABLES = 16,
    OWN_CONCEPTS = 24,
    OWN_CONCEPT_MIN = 200, /* minimum rank */
    OWN_NAMES = 8,
    OWN_NUMBERS = 6,
    TELLING_SENTENCE_LOST = 8, /* one sentence in this many is omitted from a telling */
    TELLING_WORD_OTHER = 30,   /* one word in this many is replaced */
    TEASER = 5,                /* one telling in this many is only the start of the text */
    TEASER_CHARACTERS = 300,
};

static const char *const syllables[GENERATE_LANGS][SYLLABLES] = {
    {"ma", "ter", "ing", "lo", "st", "ven", "ri", "con", "per", "al", "de", "ous", "ment", "ca",
     "bur", "fi"},
    {"eau", "tion", "le", "mar", "ché", "pou", "voir", "ri", "dé", "gan", "que", "su", "ble", "con",
     "fé", "lan"},
    {"ung", "sch", "ver", "haus", "ge", "ber", "stadt", "en", "kei", "tra", "wü", "lich", "mor",
     "auf", "dö", "zim"},
    {"го", "род", "ста", "ни", "ция", "пра", "во", "ми", "тель", "ко", "зна", "пе", "лю", "ди",
     "ров", "ша"},
    {"ال", "مد", "ين", "كت", "اب", "رئ", "يس", "حك", "وم", "سل", "طر", "ني", "قا", "بر", "شه",
     "عم"},
    {"国", "家", "经", "济", "政", "府", "市", "场", "人", "民", "工", "作", "发", "展", "社",
     "会"},
};

/* The first concepts are the most common words of a language, which identify it. */
enum { COMMON = 16 };
static const char *const common[GENERATE_LANGS - 1][COMMON] = {
    {"the", "of", "and", "to", "in", "that", "was", "for", "with", "his", "they", "from", "which",
     "have", "would", "there"},
    {"de", "la", "et", "les", "des", "est", "une", "dans", "pour", "qui", "avec", "sur", "plus",
     "cette", "était", "nous"},
    {"der", "die", "und", "das", "ist", "nicht", "mit", "für", "auf", "eine", "dem", "auch", "nach",
     "wurde", "sich", "über"},
    {"и", "в", "не", "на", "что", "с", "по", "это", "как", "для", "его", "было", "также", "после",
     "который", "только"},
    {"في", "من", "على", "إلى", "أن", "التي", "عن", "هذا", "مع", "كان", "الذي", "بعد", "وقد", "كما",
     "بين", "هذه"},
};

/* SplitMix64. */
uint64_t generate_number(uint64_t seed)
{
    uint64_t z = seed + 0x9e3779b97f4a7c15u;

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static uint64_t draw(uint64_t *seed, uint64_t below)
{
    *seed += 0x9e3779b97f4a7c15u;
    return generate_number(*seed) % below;
}

/* Zipf-distributed by rank: the first concepts are in most texts, the last in few. */
static uint32_t concept_draw(uint64_t *seed)
{
    double u = (double)draw(seed, 1u << 30) / (1u << 30);

    return (uint32_t)pow(GENERATE_VOCABULARY, u) - 1;
}

static size_t word_write(char *ret, size_t lang, uint32_t concept_key)
{
    size_t used = 0, max = lang == CHINESE ? 2 : 8;

    if (lang != CHINESE && concept_key < COMMON)
        return (size_t)sprintf(ret, "%s", common[lang][concept_key]);
    for (uint32_t left = concept_key + SYLLABLES; left > 0 && max > 0; left /= SYLLABLES, max--) {
        const char *syllable = syllables[lang][left % SYLLABLES];
        size_t size = strlen(syllable);

        memcpy(ret + used, syllable, size);
        used += size;
    }
    ret[used] = '\0';
    return used;
}

/* The recurring parts of a story. */
struct story {
    uint64_t seed;
    uint32_t concepts[OWN_CONCEPTS];
    char names[OWN_NAMES][16];
    uint32_t numbers[OWN_NUMBERS];
};

static void story_make(struct story *story, uint64_t number)
{
    static const char consonants[] = "bdfgklmnprstvz", vowels[] = "aeiou";

    story->seed = generate_number(number ^ 0x5eed);
    for (size_t i = 0; i < OWN_CONCEPTS; i++)
        do
            story->concepts[i] = concept_draw(&story->seed);
        while (story->concepts[i] < OWN_CONCEPT_MIN);
    for (size_t i = 0; i < OWN_NAMES; i++) {
        size_t length = 4 + 2 * draw(&story->seed, 3);

        for (size_t k = 0; k < length; k++)
            story->names[i][k] =
                k % 2 == 0 ? consonants[draw(&story->seed, 14)] : vowels[draw(&story->seed, 5)];
        story->names[i][0] = (char)(story->names[i][0] - 'a' + 'A');
        story->names[i][length] = '\0';
    }
    for (size_t i = 0; i < OWN_NUMBERS; i++)
        story->numbers[i] = (uint32_t)draw(&story->seed, 20000);
}

/* Writes one word of the story's sequence; the seed advances in the same way in every language. */
static size_t unit_write(char *ret, struct story *story, size_t lang, uint64_t *changes)
{
    uint64_t kind = draw(&story->seed, 100), which = draw(&story->seed, 1u << 20);
    uint32_t concept_key = concept_draw(&story->seed);

    if (changes != NULL && draw(changes, TELLING_WORD_OTHER) == 0)
        concept_key = concept_draw(changes);
    else if (kind < 4)
        return (size_t)sprintf(ret, "%u", story->numbers[which % OWN_NUMBERS]);
    else if (kind < 9)
        return (size_t)sprintf(ret, "%s", story->names[which % OWN_NAMES]);
    else if (kind < 30)
        concept_key = story->concepts[which % OWN_CONCEPTS];
    return word_write(ret, lang, concept_key);
}

static size_t sentence_write(char *ret, struct story *story, size_t lang, uint64_t *changes)
{
    size_t used = 0, words = 8 + draw(&story->seed, 14);

    for (size_t i = 0; i < words; i++) {
        used += unit_write(ret + used, story, lang, changes);
        if (lang != CHINESE)
            ret[used++] = ' ';
        else if (i % 6 == 5)
            used += (size_t)sprintf(ret + used, "，");
    }
    used -= lang != CHINESE;
    return used + (size_t)sprintf(ret + used, "%s", lang == CHINESE ? "。" : ". ");
}

static int characters_count(const char *text, size_t size)
{
    int count = 0;

    for (size_t i = 0; i < size; i++)
        count += (text[i] & 0xc0) != 0x80;
    return count;
}

void generate_text(struct generated_text *ret, size_t lang, uint64_t story_number, uint64_t telling,
                   int characters)
{
    enum { SENTENCE_SIZE = 2048 };
    struct story story;
    uint64_t changes = generate_number(story_number * 1000 + telling);
    size_t used = 0;

    story_make(&story, story_number);
    if (telling > 0 && draw(&changes, TEASER) == 0)
        characters = TEASER_CHARACTERS;
    ret->lang = lang;
    while (characters > 0 && used + SENTENCE_SIZE < GENERATE_TEXT_SIZE) {
        bool lost = telling > 0 && draw(&changes, TELLING_SENTENCE_LOST) == 0;
        size_t size = sentence_write(ret->text + used, &story, lang, telling > 0 ? &changes : NULL);

        characters -= lost ? 0 : characters_count(ret->text + used, size);
        used += lost ? 0 : size;
    }
    ret->text[used] = '\0';
}

static void concept_add(struct dedup_lexicon_builder *builder, size_t lang, uint32_t word,
                        uint32_t concept_key, double weight)
{
    char text[128];
    uint32_t key, english;

    word_write(text, 0, concept_key);
    english = dedup_word_key("en", text);
    word_write(text, lang, word);
    key = dedup_word_key(generate_langs[lang], text);
    if (dedup_lexicon_add(builder, generate_langs[lang], key, english, weight) != DEDUP_OK ||
        dedup_lexicon_commonness(builder, english, 1.0 / (2 + concept_key)) != DEDUP_OK)
        exit(1);
}

/* Nine words in ten are known; half of them also have one or two other meanings. */
void *generate_lexicon(size_t *ret_size)
{
    struct dedup_lexicon_builder *builder;
    uint64_t seed = 1;
    void *bytes;

    if (dedup_lexicon_builder_new(&builder) != DEDUP_OK)
        exit(1);
    for (size_t lang = 0; lang < CHINESE; lang++)
        for (uint32_t word = 0; word < GENERATE_VOCABULARY; word++) {
            if (draw(&seed, 10) == 0)
                continue;
            concept_add(builder, lang, word, word, 1);
            for (uint64_t more = draw(&seed, 4); more > 1; more--)
                concept_add(builder, lang, word, concept_draw(&seed), 0.5);
        }
    if (dedup_lexicon_finish(&bytes, ret_size, builder) != DEDUP_OK)
        exit(1);
    dedup_lexicon_builder_free(builder);
    return bytes;
}
