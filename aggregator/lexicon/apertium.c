/*
 * Apertium's bilingual dictionaries: letter transducers compiled by lttoolbox, read directly.
 *
 * A file contains the names of its tags, the pairs of symbols it uses (a letter or tag per
 * language), and transducers whose arcs are labelled with such pairs. Every path from the initial
 * state spells an entry; the letters before the first tag of each side are the lemmas. Numbers are
 * variable-length: the two high bits of the first byte give the number of bytes that follow.
 */
#include "aggregator/lexicon/source.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>
#include <xxhash.h>

enum {
    SYMBOLS_MAX = 1 << 16,
    STATES_MAX = 1 << 22,
    ARCS_MAX = 1 << 23,
    PATH_LENGTH_MAX = 96, /* arcs of an entry */
    STEPS_MAX = 5000000,  /* arcs followed per transducer */
    SEEN_ROOM = 1 << 17,  /* entries remembered */
    LEMMA_SIZE = 4 * PATH_LENGTH_MAX + 4,
};

struct arc {
    uint32_t pair, target;
};

struct transducer {
    uint32_t initial, states, arc_count;
    uint32_t *first; /* first arc of each state, plus an end marker */
    struct arc *arcs;
};

/* A file being read; past the end every number is 0 and failed is set. */
struct apertium_reader {
    const unsigned char *at, *end;
    bool failed;
};

struct alphabet {
    int32_t (*pairs)[2]; /* a letter, or -1 - tag, or 0 for nothing */
    uint32_t count;
};

static uint32_t read_number(struct apertium_reader *reader)
{
    uint32_t value;
    int more;

    if (reader->at == reader->end) {
        reader->failed = true;
        return 0;
    }
    value = *reader->at & 0x3f;
    more = *reader->at++ >> 6;
    for (; more > 0; more--) {
        if (reader->at == reader->end) {
            reader->failed = true;
            return 0;
        }
        value = value << 8 | *reader->at++;
    }
    return value;
}

static void skip_string(struct apertium_reader *reader)
{
    uint32_t length = read_number(reader);

    for (uint32_t i = 0; i < length && !reader->failed; i++)
        read_number(reader);
}

/* Reads the letters, the tag names and the pairs. */
static int alphabet_read(struct alphabet *ret, struct apertium_reader *reader)
{
    uint32_t tags;

    skip_string(reader);
    tags = read_number(reader);
    for (uint32_t i = 0; i < tags && !reader->failed; i++)
        skip_string(reader);
    ret->count = read_number(reader);
    if (reader->failed || ret->count > SYMBOLS_MAX || tags > SYMBOLS_MAX)
        return ERR_SYNTAX;
    ret->pairs = calloc(ret->count + 1, sizeof(*ret->pairs));
    if (ret->pairs == NULL)
        return ERR_MEMORY;
    for (uint32_t i = 0; i < ret->count; i++)
        for (int side = 0; side < 2; side++)
            ret->pairs[i][side] = (int32_t)read_number(reader) - (int32_t)tags;
    return reader->failed ? ERR_SYNTAX : 0;
}

static uint64_t read_features(struct apertium_reader *reader, const char *magic)
{
    uint64_t features = 0;

    if (reader->end - reader->at < 12 || memcmp(reader->at, magic, 4) != 0)
        return 0; /* files of older versions have no header */
    for (int i = 4; i < 12; i++)
        features |= reader->at[i];
    reader->at += 12;
    return features;
}

static int arcs_read(struct transducer *ret, struct apertium_reader *reader,
                     const struct alphabet *alphabet)
{
    uint32_t room = 0;

    for (uint32_t state = 0; state < ret->states; state++) {
        uint32_t count = read_number(reader), pair = 0;

        ret->first[state] = ret->arc_count;
        if (reader->failed || count > ARCS_MAX - ret->arc_count)
            return ERR_SYNTAX;
        if (ret->arc_count + count > room) {
            struct arc *grown;

            room = 2 * (ret->arc_count + count);
            grown = realloc(ret->arcs, room * sizeof(*grown));
            if (grown == NULL)
                return ERR_MEMORY;
            ret->arcs = grown;
        }
        for (; count > 0; count--) {
            pair += read_number(reader);
            ret->arcs[ret->arc_count++] = (struct arc){
                pair, (uint32_t)(((uint64_t)read_number(reader) + state) % ret->states)};
            if (pair >= alphabet->count)
                return ERR_SYNTAX;
        }
    }
    ret->first[ret->states] = ret->arc_count;
    return reader->failed ? ERR_SYNTAX : 0;
}

static int transducer_read(struct transducer *ret, struct apertium_reader *reader,
                           const struct alphabet *alphabet)
{
    uint32_t finals;

    memset(ret, 0, sizeof(*ret));
    skip_string(reader); /* its name */
    if (read_features(reader, "LTTD") != 0)
        return ERR_SYNTAX; /* weights, which Debian's pairs do not use */
    ret->initial = read_number(reader);
    finals = read_number(reader);
    for (; finals > 0 && !reader->failed; finals--)
        read_number(reader);
    ret->states = read_number(reader);
    if (reader->failed || ret->states == 0 || ret->states > STATES_MAX ||
        ret->initial >= ret->states)
        return ERR_SYNTAX;
    ret->first = calloc((size_t)ret->states + 1, sizeof(*ret->first));
    return ret->first == NULL ? ERR_MEMORY : arcs_read(ret, reader, alphabet);
}

static void transducer_release(struct transducer *transducer)
{
    free(transducer->first);
    free(transducer->arcs);
}

/* The current path. */
struct walk {
    const struct transducer *transducer;
    const struct alphabet *alphabet;
    struct pairs *pairs;
    const char *langs[2];
    char lemma[2][LEMMA_SIZE];
    /* hashes of entries, indexed by hash: most entries recur with other tags */
    uint64_t *seen;
    /* states on this path: a loop (of a regular expression) does not spell an entry */
    unsigned char *on_way;
    size_t steps;
};

static size_t lemma_append(char *lemma, size_t length, int32_t letter)
{
    if (letter == '_' || letter == '~' || letter == '#')
        letter = ' ';
    if (letter > 0x10ffff || length + U8_MAX_LENGTH >= LEMMA_SIZE)
        return length;
    U8_APPEND_UNSAFE(lemma, length, letter);
    return length;
}

static int entry_add(struct walk *walk, const size_t length[2], struct error *err)
{
    uint64_t hash;

    for (int side = 0; side < 2; side++)
        walk->lemma[side][length[side]] = '\0';
    if (length[0] == 0 || length[1] == 0)
        return 0;
    hash = XXH3_64bits_withSeed(walk->lemma[1], length[1], XXH3_64bits(walk->lemma[0], length[0]));
    if (walk->seen[hash % SEEN_ROOM] == hash)
        return 0;
    walk->seen[hash % SEEN_ROOM] = hash;
    return pairs_add(walk->pairs, walk->langs[0], walk->lemma[0], length[0], walk->langs[1],
                     walk->lemma[1], length[1], 1, err);
}

/* Tags, nothing, and the characters of words. Digits and other signs occur in loops that spell
 * numbers and addresses. */
static bool is_followed(int32_t letter)
{
    return letter <= 0 || u_isalpha(letter) || (U_GET_GC_MASK(letter) & U_GC_M_MASK) != 0 ||
           letter == ' ' || letter == '_' || letter == '~' || letter == '#' || letter == '-' ||
           letter == '\'' || letter == 0x2019 || letter == 0xb7;
}

/* Follows every arc from a state until both sides have a tag. */
static int state_walk(struct walk *walk, uint32_t state, const size_t length[2],
                      const bool tagged[2], int depth, struct error *err)
{
    const struct transducer *t = walk->transducer;
    int code = 0;

    if (tagged[0] && tagged[1])
        return entry_add(walk, length, err);
    if (depth == PATH_LENGTH_MAX || walk->on_way[state] != 0)
        return 0;
    walk->on_way[state] = 1;
    for (uint32_t i = t->first[state];
         i < t->first[state + 1] && code == 0 && walk->steps < STEPS_MAX; i++, walk->steps++) {
        const int32_t *pair = walk->alphabet->pairs[t->arcs[i].pair];
        size_t longer[2] = {length[0], length[1]};
        bool now[2] = {tagged[0] || pair[0] < 0, tagged[1] || pair[1] < 0};

        if (!is_followed(pair[0]) || !is_followed(pair[1]))
            continue;
        for (int side = 0; side < 2; side++)
            if (pair[side] > 0 && !now[side])
                longer[side] = lemma_append(walk->lemma[side], length[side], pair[side]);
        code = state_walk(walk, t->arcs[i].target, longer, now, depth + 1, err);
    }
    walk->on_way[state] = 0;
    return code;
}

/* Adds the entries of one transducer. */
static int transducer_walk(struct walk *walk, struct apertium_reader *reader, struct error *err)
{
    struct transducer transducer;
    int code = transducer_read(&transducer, reader, walk->alphabet);

    walk->transducer = &transducer;
    walk->steps = 0;
    walk->on_way = code == 0 ? calloc(transducer.states, 1) : NULL;
    if (code == 0 && walk->on_way == NULL)
        code = ERR_MEMORY;
    if (code == 0)
        code = state_walk(walk, transducer.initial, (size_t[2]){0, 0}, (bool[2]){false, false}, 0,
                          err);
    free(walk->on_way);
    walk->transducer = NULL;
    transducer_release(&transducer);
    return code;
}

static int file_parse(struct source_context *context, struct apertium_reader *reader,
                      const char *from, const char *to, struct error *err)
{
    struct alphabet alphabet = {0};
    struct walk walk = {.alphabet = &alphabet,
                        .pairs = context->pairs,
                        .langs = {from, to},
                        .seen = calloc(SEEN_ROOM, sizeof(*walk.seen))};
    uint32_t count;
    int code = walk.seen == NULL ? ERR_MEMORY : 0;

    read_features(reader, "LTTB");
    if (code == 0)
        code = alphabet_read(&alphabet, reader);
    count = code == 0 ? read_number(reader) : 0;
    for (uint32_t i = 0; i < count && code == 0; i++)
        code = transducer_walk(&walk, reader, err);
    free(walk.seen);
    free(alphabet.pairs);
    return code;
}

static int file_read_pairs(struct source_context *context, const char *path, const char *from,
                           const char *to, struct error *err)
{
    struct error absent;
    struct str text;
    struct apertium_reader reader;
    int code;

    str_init(&text, SOURCE_BYTES_MAX);
    code = source_load(&text, path, &absent);
    if (code == 0) {
        reader = (struct apertium_reader){(const unsigned char *)text.text,
                                          (const unsigned char *)text.text + text.length, false};
        context->files++;
        code = file_parse(context, &reader, from, to, err);
    }
    str_release(&text);
    return code == ERR_MEMORY ? error_set(err, ERR_MEMORY, SCOPE_RUN, "out of memory") : 0;
}

/* Splits "ca-es" or "cat-spa" into the languages of a pair; its file has the same name. */
static bool pair_split(const char *name, char from[4], char to[4])
{
    const char *dash = strchr(name, '-');
    size_t first = dash != NULL ? (size_t)(dash - name) : 0;
    size_t second = dash != NULL ? strlen(dash + 1) : 0;

    if (first < 2 || first > 3 || second < 2 || second > 3)
        return false;
    snprintf(from, 4, "%.*s", (int)first, name);
    snprintf(to, 4, "%s", dash + 1);
    return true;
}

static int is_pair(const struct dirent *entry)
{
    return strncmp(entry->d_name, "apertium-", 9) == 0;
}

/* One direction of each pair is enough: both are compiled from the same dictionary. */
int apertium_read(struct source_context *context, struct error *err)
{
    char folder[512], path[1024], from[4], to[4];
    struct dirent **entries;
    int count, code = 0;

    source_path(folder, sizeof(folder), context, "/usr/share/apertium");
    count = scandir(folder, &entries, is_pair, alphasort);
    if (count < 0)
        return 0;
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name + 9;

        snprintf(path, sizeof(path), "%s/apertium-%s/%s.autobil.bin", folder, name, name);
        if (code == 0 && pair_split(name, from, to))
            code = file_read_pairs(context, path, from, to, err);
        free(entries[i]);
    }
    free(entries);
    return code;
}
