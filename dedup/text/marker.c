#include "dedup/text/marker.h"

#include "dedup/text/number.h"
#include "dedup/text/word.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/utf16.h>

enum { PHRASE_WORDS_MAX = 5, PHRASE_SIZE = 256, DIGITS_MIN = 4, DIGITS_MAX = 15 };

/* "Source node" in many languages, folded (no case, no accents) and without spaces, grouped by
 * language. A language may have several translations, by people and by machines. */
static const char *const phrase_table[] = {
    "عقدةالمصدر",      "المصدرعقدة",       "عقدهالمصدر",                     /* ar */
    "изходенвъзел",    "възелизточник",    "източниквъзел",                  /* bg */
    "উৎসনোড",                                                                /* bn */
    "nodeorigen",      "nodefont",                                           /* ca */
    "zdrojovyuzel",    "uzelzdroje",                                         /* cs */
    "kildenode",       "kildeknude",                                         /* da, no */
    "quellknoten",     "ursprungsknoten",  "quellenknoten",                  /* de */
    "κομβοσπηγης",     "κομβοσπροελευσης", "πηγαιοςκομβος",                  /* el */
    "sourcenode",      "originnode",       "nodesource",                     /* en */
    "nododeorigen",    "nodofuente",       "nodoorigen",                     /* es */
    "lahtesolm",       "allikasolm",                                         /* et */
    "گرهمنبع",         "گرهمبدا",                                            /* fa */
    "lahdesolmu",                                                            /* fi */
    "noeudsource",     "nœudsource",       "noeuddorigine",  "nœuddorigine", /* fr */
    "צומתמקור",        "צומתהמקור",        "צומתיהמקור",                     /* he */
    "स्रोतनोड",                                                               /* hi */
    "izvornicvor",     "izvorisnicvor",    "cvorizvora",                     /* sh */
    "forrascsomopont", "forrascsomo",                                        /* hu */
    "nodesumber",      "simpulsumber",                                       /* id, ms */
    "nododiorigine",   "nodosorgente",     "nodoorigine",    "nododorigine", /* it */
    "ソースノード",    "発信元ノード",     "送信元ノード",   "ソースノート", /* ja */
    "소스노드",        "출발노드",         "원본노드",                       /* ko */
    "saltiniomazgas",                                                        /* lt */
    "avotamezgls",     "avotamezgli",                                        /* lv */
    "bronknooppunt",   "bronnode",         "bronknoop",                      /* nl */
    "wezelzrodłowy",   "wezełzrodłowy",    "wezelzrodlowy",                  /* pl */
    "nodeorigem",      "nodefonte",        "nodooriginal",                   /* pt */
    "nodsursa",        "noduldeorigine",   "nodulsursa",                     /* ro */
    "исходныиузел",    "узелисточника",    "узелисточник",                   /* ru */
    "zdrojovyuzol",    "uzolzdroja",                                         /* sk */
    "izvornovozlisce", "izvornivozlisce",                                    /* sl */
    "kallnod",         "kallanod",                                           /* sv */
    "แหล่งที่มาโหนด",     "โหนดต้นทาง",        "โหนดแหล่งที่มา",                    /* th */
    "kaynakdugum",     "kaynakdugumu",                                       /* tr */
    "вихіднийвузол",   "вузолджерела",     "вихіднииввузол",                 /* uk */
    "nutnguon",        "nutgoc",                                             /* vi */
    "源节点",          "来源节点",         "源節點",         "來源節點",     /* zh */
};

enum { PHRASES = sizeof(phrase_table) / sizeof(phrase_table[0]) };

struct marker_phrases {
    size_t sizes[PHRASES];
    char folded[PHRASES][PHRASE_SIZE];
};

int marker_phrases_new(struct marker_phrases **ret)
{
    struct marker_phrases *phrases = malloc(sizeof(*phrases));

    *ret = phrases;
    if (phrases == NULL)
        return DEDUP_ERR_MEMORY;
    for (size_t i = 0; i < PHRASES; i++)
        phrases->sizes[i] = word_fold("", phrase_table[i], strlen(phrase_table[i]),
                                      phrases->folded[i], PHRASE_SIZE);
    return DEDUP_OK;
}

void marker_phrases_free(struct marker_phrases *phrases)
{
    free(phrases);
}

/* Whether the folded, joined words of the line end in a phrase. */
static bool is_phrase(const struct marker_phrases *phrases, const char *joined, size_t size)
{
    for (size_t i = 0; i < PHRASES; i++)
        if (phrases->sizes[i] <= size &&
            memcmp(joined + size - phrases->sizes[i], phrases->folded[i], phrases->sizes[i]) == 0)
            return true;
    return false;
}

static bool gap_has(const struct text *text, int32_t from, int32_t to, UChar wanted)
{
    for (int32_t i = from; i < to; i++)
        if (text->units[i] == wanted)
            return true;
    return false;
}

/* The words before token `number` on its line, folded and joined. */
static size_t words_before(char ret[PHRASE_SIZE], const struct text *text, size_t number)
{
    char utf8[TOKEN_UNITS_MAX * 3 + 1];
    size_t first = number, used = 0;

    while (first > 0 && number - first < PHRASE_WORDS_MAX &&
           text->tokens[first - 1].class != TOKEN_NUMBER) {
        const struct token *t = &text->tokens[first - 1];

        if (gap_has(text, t->start + t->length, text->tokens[first].start, '\n'))
            break;
        first--;
    }
    for (; first < number; first++) {
        const struct token *t = &text->tokens[first];
        size_t size = text_utf8(utf8, sizeof(utf8), text->units + t->start, t->length);

        used += word_fold("", utf8, size, ret + used, PHRASE_SIZE - used);
    }
    return used;
}

static bool colon_before(const struct text *text, size_t number)
{
    const struct token *t = &text->tokens[number], *before = t - 1;

    return number > 0 && (gap_has(text, before->start + before->length, t->start, ':') ||
                          gap_has(text, before->start + before->length, t->start, 0xff1a));
}

size_t marker_find(uint64_t *ret, size_t room, const struct marker_phrases *phrases,
                   const struct text *text)
{
    char joined[PHRASE_SIZE], number[NUMBER_MAX];
    size_t count = 0;

    for (size_t i = 0; i < text->count && count < room; i++) {
        size_t digits;

        if (text->tokens[i].class != TOKEN_NUMBER || !colon_before(text, i))
            continue;
        number_read(number, text, i);
        digits = strspn(number, "0123456789");
        if (digits < DIGITS_MIN || digits > DIGITS_MAX || number[digits] != '\0')
            continue;
        if (is_phrase(phrases, joined, words_before(joined, text, i)))
            ret[count++] = strtoull(number, NULL, 10);
    }
    return count;
}
