#include "aggregator/lexicon/align.h"

#include "aggregator/lexicon/words.h"
#include "dedup/text/word.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum {
    SENTENCE_MAX = 40,    /* words of a sentence */
    ROUNDS = 6,           /* of estimation; the model has converged by then */
    CELLS_MAX = 24000000, /* co-occurrences of words, with repetitions; uses 300 MB */
};

/* Minimum score of a kept pair (geometric mean of both directions), and its minimum weighted number
 * of co-occurrences. Co-occurrences in short sentences weigh more. */
static const double min_score = 0.08;
static const double min_meetings = 1.2;
/* Weight of the best learnt pair, relative to a dictionary's. */
static const double learnt_weight = 0.8;

/* A co-occurrence of two words in a sentence. */
struct cell {
    uint32_t english, other;
    uint32_t sentence;
    uint32_t slot; /* index of its pair */
};

/* A pair of words. */
struct slot {
    uint32_t english, other;
    double to_english, to_other; /* t(english | other) and t(other | english) */
    double sum;                  /* accumulated in one round */
    /* weighted co-occurrences: 2 / (1 + number of English words in the sentence) */
    double meetings;
};

struct align {
    char lang[WORD_LANG_SIZE];
    /* the language writes syllables separately, so adjacent ones are also tried as one word */
    bool pairs_of_words;
    struct cell *cells;
    size_t cell_count, cell_room;
    uint32_t sentences;
    struct slot *slots;
    size_t slot_count;
};

int align_new(struct align **ret, const char *lang, struct error *err)
{
    *ret = calloc(1, sizeof(**ret));
    if (*ret == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    word_lang((*ret)->lang, lang);
    (*ret)->pairs_of_words = strcmp((*ret)->lang, "vi") == 0;
    return 0;
}

void align_free(struct align *align)
{
    if (align == NULL)
        return;
    free(align->cells);
    free(align->slots);
    free(align);
}

/* Replaces formats, markup and escapes in a message by spaces and removes shortcut marks. */
static size_t message_clean(char *out, size_t room, const char *message)
{
    size_t length = 0;

    while (*message != '\0' && length + 1 < room) {
        if (*message == '%') {
            message += 1 + strspn(message + 1, "-+ #0123456789.$'lhz");
            message += *message != '\0';
            out[length++] = ' ';
        } else if (*message == '<') {
            message += strcspn(message, ">");
            message += *message != '\0';
            out[length++] = ' ';
        } else if (*message == '\\' && message[1] != '\0') {
            message += 2;
            out[length++] = ' ';
        } else if (strchr("_&~", *message) != NULL) {
            message++;
        } else {
            out[length++] = *message++;
        }
    }
    out[length] = '\0';
    return length;
}

/* The words of a sentence, piece by piece, since words_keys() is limited to a few at a time. */
static size_t sentence_keys(uint32_t ret[SENTENCE_MAX], const char *lang, const char *message)
{
    char clean[2000];
    size_t length = message_clean(clean, sizeof(clean), message), count = 0;
    uint32_t keys[WORDS_MAX];

    for (size_t at = 0; at < length;) {
        size_t size = strcspn(clean + at, " \n\t"), found;

        found = words_keys(keys, lang, clean + at, size);
        if (found > WORDS_MAX || count + found > SENTENCE_MAX)
            return 0;
        for (size_t i = 0; i < found; i++)
            ret[count++] = keys[i];
        at += size + 1;
    }
    return count;
}

static int cell_add(struct align *align, uint32_t english, uint32_t other, struct error *err)
{
    if (align->cell_count == align->cell_room) {
        size_t room = align->cell_room == 0 ? 1 << 16 : align->cell_room * 2;
        struct cell *cells = realloc(align->cells, room * sizeof(*cells));

        if (cells == NULL)
            return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
        align->cells = cells;
        align->cell_room = room;
    }
    align->cells[align->cell_count++] = (struct cell){english, other, align->sentences, 0};
    return 0;
}

int align_add(struct align *align, const char *english, const char *other, struct error *err)
{
    uint32_t left[SENTENCE_MAX], right[2 * SENTENCE_MAX];
    size_t left_count = sentence_keys(left, "en", english);
    size_t right_count = sentence_keys(right, align->lang, other);
    int code = 0;

    if (left_count == 0 || right_count == 0 || align->cell_count > CELLS_MAX)
        return 0;
    if (align->pairs_of_words)
        for (size_t i = 0, words = right_count; i + 1 < words; i++)
            right[right_count++] = dedup_phrase_key(right + i, 2);
    for (size_t i = 0; i < left_count; i++)
        for (size_t k = 0; k < right_count && code == 0; k++)
            code = cell_add(align, left[i], right[k], err);
    align->sentences++;
    return code;
}

static int compare32(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

static int by_pair(const void *left, const void *right)
{
    const struct cell *a = left, *b = right;
    int order = compare32(a->other, b->other);

    if (order == 0)
        order = compare32(a->english, b->english);
    return order != 0 ? order : compare32(a->sentence, b->sentence);
}

static int by_sentence_other(const void *left, const void *right)
{
    const struct cell *a = left, *b = right;
    int order = compare32(a->sentence, b->sentence);

    if (order == 0)
        order = compare32(a->other, b->other);
    return order != 0 ? order : compare32(a->slot, b->slot);
}

static int by_sentence_english(const void *left, const void *right)
{
    const struct cell *a = left, *b = right;
    int order = compare32(a->sentence, b->sentence);

    if (order == 0)
        order = compare32(a->english, b->english);
    return order != 0 ? order : compare32(a->slot, b->slot);
}

/* Builds the slots and sets the slot of each cell. */
static int slots_make(struct align *align, struct error *err)
{
    size_t count = 0;

    qsort(align->cells, align->cell_count, sizeof(*align->cells), by_pair);
    for (size_t i = 0; i < align->cell_count; i++)
        count += i == 0 || align->cells[i].english != align->cells[i - 1].english ||
                 align->cells[i].other != align->cells[i - 1].other;
    align->slots = calloc(count, sizeof(*align->slots));
    if (align->slots == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    for (size_t i = 0; i < align->cell_count; i++) {
        struct cell *cell = &align->cells[i];

        if (i == 0 || cell->english != cell[-1].english || cell->other != cell[-1].other)
            align->slots[align->slot_count++] =
                (struct slot){cell->english, cell->other, 1, 1, 0, 0};
        cell->slot = (uint32_t)align->slot_count - 1;
    }
    return 0;
}

/* The end of the cells with the same sentence and the same word on the explained side. */
static size_t run_end(const struct align *align, size_t at, bool explain_english)
{
    const struct cell *cells = align->cells;
    size_t end = at + 1;

    while (end < align->cell_count && cells[end].sentence == cells[at].sentence &&
           (explain_english ? cells[end].english == cells[at].english
                            : cells[end].other == cells[at].other))
        end++;
    return end;
}

/* E step: adds up each slot's share of the explanations over all sentences. */
static void round_expect(struct align *align, bool explain_english)
{
    for (size_t i = 0, end; i < align->cell_count; i = end) {
        double total = 1e-6;

        end = run_end(align, i, explain_english);
        for (size_t k = i; k < end; k++) {
            const struct slot *slot = &align->slots[align->cells[k].slot];

            total += explain_english ? slot->to_english : slot->to_other;
        }
        for (size_t k = i; k < end; k++) {
            struct slot *slot = &align->slots[align->cells[k].slot];

            slot->sum += (explain_english ? slot->to_english : slot->to_other) / total;
        }
    }
}

static int slot_by_english(const void *left, const void *right)
{
    const struct slot *const *a = left, *const *b = right;

    return compare32((*a)->english, (*b)->english);
}

/* M step: turns the sums into probabilities, which sum to 1 for each explaining word. order has the
 * slots sorted by the explaining word. */
static void round_maximize(struct slot **order, size_t count, bool explain_english)
{
    for (size_t i = 0, end; i < count; i = end) {
        double total = 0;

        for (end = i; end < count && (explain_english ? order[end]->other == order[i]->other
                                                      : order[end]->english == order[i]->english);
             end++)
            total += order[end]->sum;
        for (size_t k = i; k < end; k++) {
            double share = total > 0 ? order[k]->sum / total : 0;

            if (explain_english)
                order[k]->to_english = share;
            else
                order[k]->to_other = share;
            order[k]->sum = 0;
        }
    }
}

static int estimate(struct align *align, bool explain_english, struct error *err)
{
    struct slot **order = calloc(align->slot_count + 1, sizeof(struct slot *));

    if (order == NULL)
        return error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory");
    for (size_t i = 0; i < align->slot_count; i++)
        order[i] = &align->slots[i]; /* already sorted by the other language's word */
    if (!explain_english)
        qsort(order, align->slot_count, sizeof(struct slot *), slot_by_english);
    qsort(align->cells, align->cell_count, sizeof(*align->cells),
          explain_english ? by_sentence_english : by_sentence_other);
    for (int round = 0; round < ROUNDS; round++) {
        round_expect(align, explain_english);
        round_maximize(order, align->slot_count, explain_english);
    }
    free(order);
    return 0;
}

/* Cells are sorted by sentence and the other word, so the length of a run is the number of English
 * words in the sentence. */
static void meetings_count(struct align *align)
{
    for (size_t i = 0, end; i < align->cell_count; i = end) {
        end = run_end(align, i, false);
        for (size_t k = i; k < end; k++)
            align->slots[align->cells[k].slot].meetings += 2.0 / (double)(1 + end - i);
    }
}

int align_finish(struct align *align, struct pairs *pairs, struct error *err)
{
    int code = 0;

    if (align->cell_count == 0)
        return 0;
    code = slots_make(align, err);
    if (code == 0)
        code = estimate(align, true, err);
    if (code == 0)
        code = estimate(align, false, err);
    if (code == 0)
        meetings_count(align);
    for (size_t i = 0; i < align->slot_count && code == 0; i++) {
        const struct slot *slot = &align->slots[i];
        double score = sqrt(slot->to_english * slot->to_other);

        if (score >= min_score && slot->meetings >= min_meetings && !words_is_empty(slot->english))
            code = pairs_add_keys(pairs, align->lang, slot->other, slot->english,
                                  learnt_weight * score, err);
    }
    return code;
}
