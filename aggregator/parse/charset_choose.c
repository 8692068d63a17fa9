#include "aggregator/parse/charset.h"
#include "aggregator/parse/charset_page.h"

#include "aggregator/base/utf8.h"
#include "aggregator/parse/limits.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unicode/ucsdet.h>

enum { DECLARATION_BYTES = 512, DETECTOR_CONFIDENCE = 15 };

/* Meanings of labels where practice differs from ICU's aliases. Keys have letters and digits only;
 * sorted. A NULL converter means UTF-8, an empty one rejects the label. */
static const struct charset_label {
    const char *key, *name, *converter;
} labels[] = {
    {"ascii", NULL, "windows-1252"},
    {"big5", NULL, "windows-950-2000"},
    {"bocu1", NULL, ""},
    {"cp65001", NULL, NULL},
    {"euckr", NULL, "windows-949-2000"},
    {"gb2312", "gb18030", "gb18030"},
    {"gbk", NULL, "gb18030"},
    {"imapmailboxname", NULL, ""},
    {"iso88591", NULL, "windows-1252"},
    {"iso885911", NULL, "windows-874-2000"},
    {"iso88599", NULL, "windows-1254"},
    {"ksc56011987", NULL, "windows-949-2000"},
    {"latin1", NULL, "windows-1252"},
    {"scsu", NULL, ""},
    {"tis620", NULL, "windows-874-2000"},
    {"usascii", NULL, "windows-1252"},
    {"utf7", NULL, ""},
    {"utf8", NULL, NULL},
    {"xgbk", NULL, "gb18030"},
    {"xsjis", NULL, "Shift_JIS"},
    {"xuserdefined", NULL, "windows-1252"},
};

/* Possible starts of a document. Marks of four bytes precede those of two. */
static const struct charset_signature {
    const char *name, *converter;
    unsigned char bytes[4];
    unsigned char length;
    bool mark; /* a byte order mark, which is skipped */
} signatures[] = {
    {"utf-32be", "UTF-32BE", {0x00, 0x00, 0xFE, 0xFF}, 4, true},
    {"utf-32le", "UTF-32LE", {0xFF, 0xFE, 0x00, 0x00}, 4, true},
    {"utf-8", NULL, {0xEF, 0xBB, 0xBF}, 3, true},
    {"utf-16be", "UTF-16BE", {0xFE, 0xFF}, 2, true},
    {"utf-16le", "UTF-16LE", {0xFF, 0xFE}, 2, true},
    {"utf-32be", "UTF-32BE", {0x00, 0x00, 0x00, 0x3C}, 4, false},
    {"utf-32le", "UTF-32LE", {0x3C, 0x00, 0x00, 0x00}, 4, false},
    {"utf-16be", "UTF-16BE", {0x00, 0x3C, 0x00}, 3, false},
    {"cp037", "ibm-37", {0x4C, 0x6F, 0xA7, 0x94}, 4, false},
};

/* A candidate: a label from some source, and its converter. */
struct candidate {
    char name[CHARSET_NAME_SIZE];
    const char *converter;
    bool known;
};

static const struct charset_signature *signature_find(const unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < sizeof(signatures) / sizeof(signatures[0]); i++)
        if (size >= signatures[i].length &&
            memcmp(bytes, signatures[i].bytes, signatures[i].length) == 0)
            return &signatures[i];
    if (size >= 4 && bytes[0] == '<' && bytes[1] == 0 && bytes[3] == 0)
        return &signatures[4];
    return NULL;
}

/* The letters and digits of a label in lower case: "ISO_8859-1" becomes "iso88591". */
static void label_key(char key[CHARSET_NAME_SIZE], const char *label)
{
    size_t used = 0;

    for (; *label != '\0' && used + 1 < CHARSET_NAME_SIZE; label++) {
        if (*label >= 'A' && *label <= 'Z')
            key[used++] = (char)(*label - 'A' + 'a');
        else if ((*label >= 'a' && *label <= 'z') || (*label >= '0' && *label <= '9'))
            key[used++] = *label;
    }
    key[used] = '\0';
}

static int label_compare(const void *key, const void *row)
{
    return strcmp(key, ((const struct charset_label *)row)->key);
}

static bool converter_exists(const char *name)
{
    UErrorCode status = U_ZERO_ERROR;
    UConverter *converter = ucnv_open(name, &status);

    ucnv_close(converter);
    return U_SUCCESS(status);
}

static void candidate_from_label(struct candidate *ret, const char *label)
{
    const struct charset_label *row;
    char key[CHARSET_NAME_SIZE];

    memset(ret, 0, sizeof(*ret));
    if (label[0] == '\0')
        return;
    snprintf(ret->name, sizeof(ret->name), "%s", label);
    label_key(key, label);
    row =
        bsearch(key, labels, sizeof(labels) / sizeof(labels[0]), sizeof(labels[0]), label_compare);
    if (row != NULL) {
        if (row->name != NULL)
            snprintf(ret->name, sizeof(ret->name), "%s", row->name);
        ret->converter = row->converter;
        ret->known = row->converter == NULL || row->converter[0] != '\0';
    } else {
        ret->converter = ret->name;
        ret->known = key[0] != '\0' && converter_exists(ret->name);
    }
}

/* Copies a label in lower case, up to its quote or blank. */
static void label_copy(char into[CHARSET_NAME_SIZE], const char *text, size_t size)
{
    size_t used = 0;

    for (size_t i = 0; i < size && used + 1 < CHARSET_NAME_SIZE; i++) {
        const char c = text[i];

        if (c == '"' || c == '\'') {
            if (used > 0)
                break;
        } else if (c == ' ' || c == ';' || c == '\t' || c == '?' || c == '>') {
            if (used > 0)
                break;
        } else if (c > ' ' && c < 0x7F) {
            into[used++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
        }
    }
    into[used] = '\0';
}

/* The text after "word =", with optional blanks around the sign; NULL when it does not occur. */
static const char *value_after(const char *text, const char *word)
{
    const size_t length = strlen(word);

    for (; *text != '\0'; text++) {
        const char *at = text + length;

        if (strncasecmp(text, word, length) != 0)
            continue;
        at += strspn(at, " \t");
        if (*at == '=')
            return at + 1;
    }
    return NULL;
}

static void label_from_header(char into[CHARSET_NAME_SIZE], const char *content_type)
{
    const char *value = content_type != NULL ? value_after(content_type, "charset") : NULL;

    into[0] = '\0';
    if (value != NULL)
        label_copy(into, value, strlen(value));
}

/* Decodes the first bytes to ASCII, for any family of charsets. */
static void declaration_decode(char into[DECLARATION_BYTES + 1], const unsigned char *bytes,
                               size_t size, const struct charset_signature *signature)
{
    UErrorCode status = U_ZERO_ERROR;
    size_t used = 0;

    if (signature != NULL && signature->converter != NULL &&
        strcmp(signature->converter, "ibm-37") == 0) {
        const int32_t length = ucnv_convert("US-ASCII", "ibm-37", into, DECLARATION_BYTES,
                                            (const char *)bytes, (int32_t)size, &status);
        used = length > 0 && length < DECLARATION_BYTES ? (size_t)length : 0;
    } else {
        for (size_t i = 0; i < size; i++)
            if (bytes[i] >= ' ' && bytes[i] < 0x7F)
                into[used++] = (char)bytes[i];
    }
    into[used] = '\0';
}

static void label_from_declaration(char into[CHARSET_NAME_SIZE], const unsigned char *bytes,
                                   size_t size, const struct charset_signature *signature)
{
    char text[DECLARATION_BYTES + 1];
    char *start, *end;
    const char *value;

    into[0] = '\0';
    declaration_decode(text, bytes, size < DECLARATION_BYTES ? size : DECLARATION_BYTES, signature);
    start = strstr(text, "<?xml");
    end = start != NULL ? strstr(start, "?>") : NULL;
    if (end == NULL) {
        page_charset(into, bytes, size);
        return;
    }
    *end = '\0';
    value = value_after(start, "encoding");
    if (value != NULL)
        label_copy(into, value, strlen(value));
}

/* Counts for the bytes read as UTF-8. */
struct utf8_census {
    size_t sequences; /* multi-byte sequences */
    size_t invalid;
    bool escapes; /* escapes of ISO-2022, whose bytes are all ASCII */
    /* invalid bytes that are a letter or quote within a word in windows-1252 */
    size_t words;
};

static bool is_ascii_letter(unsigned char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static bool within_word(const unsigned char *bytes, size_t size, size_t at)
{
    const unsigned char c = bytes[at];

    if (c < 0x91 || (c > 0x97 && c < 0xC0) || c == 0xFF)
        return false;
    return (at > 0 && is_ascii_letter(bytes[at - 1])) ||
           (at + 1 < size && is_ascii_letter(bytes[at + 1]));
}

static void utf8_count(struct utf8_census *ret, const unsigned char *bytes, size_t size, bool whole)
{
    memset(ret, 0, sizeof(*ret));
    for (size_t i = 0; i < size;) {
        const int length = utf8_sequence(bytes + i, size - i);

        if (length == 1) {
            ret->escapes =
                ret->escapes || (bytes[i] == 0x1B && size - i >= 3 && bytes[i + 1] == '$');
            i++;
        } else if (length > 1) {
            ret->sequences++;
            i += (size_t)length;
        } else if (length < 0 && !whole) {
            break; /* a character is cut at the end of the window */
        } else {
            ret->invalid++;
            ret->words += within_word(bytes, size, i);
            i++;
        }
    }
}

/* Whether this is UTF-8 with stray bytes rather than another charset. */
static bool utf8_fits(const struct utf8_census *census)
{
    if (census->invalid == 0 || census->sequences > census->invalid)
        return true;
    return census->invalid <= 2 && census->words == 0;
}

/* Decodes the window: it must contain a '<' or '{', and few errors or NULs. */
static bool converter_fits(const char *name, const unsigned char *bytes, size_t size)
{
    UErrorCode status = U_ZERO_ERROR;
    UConverter *converter = ucnv_open(name, &status);
    const char *source = (const char *)bytes, *end = source + size;
    size_t total = 0, bad = 0, tags = 0;
    UChar units[1024] = {0};

    while (U_SUCCESS(status) && source < end) {
        UErrorCode step = U_ZERO_ERROR;
        UChar *target = units;

        ucnv_toUnicode(converter, &target, units + 1024, &source, end, NULL, 0, &step);
        if (step > U_ZERO_ERROR && step != U_BUFFER_OVERFLOW_ERROR)
            break;
        for (const UChar *unit = units; unit < target; unit++) {
            total++;
            tags += *unit == '<' || *unit == '{';
            bad += *unit == 0xFFFD || *unit == 0;
        }
    }
    ucnv_close(converter);
    return source == end && tags > 0 && bad * 50 <= total;
}

static bool is_latin(const char *converter)
{
    return converter != NULL && strcmp(converter, "windows-1252") == 0;
}

/* Whether the bytes can be in the candidate's charset. Any bytes are valid Latin-1, and feeds in
 * UTF-8 often declare it; two sequences without an error are not a coincidence. */
static bool candidate_fits(const struct candidate *candidate, const struct utf8_census *census,
                           const unsigned char *bytes, size_t size)
{
    if (!candidate->known)
        return false;
    if (candidate->converter == NULL)
        return utf8_fits(census) && !census->escapes;
    if (is_latin(candidate->converter) && census->sequences >= 2 && census->invalid == 0)
        return false;
    return converter_fits(candidate->converter, bytes, size);
}

/* Counts for the non-ASCII bytes read as TIS-620. */
struct thai_census {
    size_t high, assigned, consonants, marks, tones;
    size_t odd_runs; /* runs of odd length, which Chinese and Korean do not have */
};

static void thai_count(struct thai_census *ret, const unsigned char *bytes, size_t size)
{
    size_t run = 0;

    memset(ret, 0, sizeof(*ret));
    for (size_t i = 0; i < size; i++) {
        const unsigned char c = bytes[i];

        if (c < 0x80) {
            ret->odd_runs += run % 2;
            run = 0;
            continue;
        }
        run++;
        ret->high++;
        ret->assigned += (c >= 0xA1 && c <= 0xDA) || (c >= 0xDF && c <= 0xFB);
        ret->consonants += c >= 0xA1 && c <= 0xCE;
        ret->tones += (c >= 0xE0 && c <= 0xE4) || (c >= 0xE7 && c <= 0xEC);
        ret->marks += c == 0xD1 || (c >= 0xD4 && c <= 0xD9) || (c >= 0xE0 && c <= 0xE4) ||
                      (c >= 0xE7 && c <= 0xEC);
    }
    ret->odd_runs += run % 2;
}

/* Detects Thai, which ICU's detector does not support: nearly all high bytes are assigned, most are
 * consonants, and a fair share are vowels and tone marks. */
static bool looks_thai(const unsigned char *bytes, size_t size)
{
    struct thai_census c;

    thai_count(&c, bytes, size);
    return c.high >= 8 && c.odd_runs > 0 && c.assigned * 100 >= c.high * 97 &&
           c.consonants * 100 >= c.high * 40 && c.marks * 100 >= c.high * 20 &&
           c.marks * 100 <= c.high * 50 && c.tones * 100 >= c.high * 8;
}

static void candidate_detect(struct candidate *ret, const unsigned char *bytes, size_t size)
{
    UErrorCode status = U_ZERO_ERROR;
    UCharsetDetector *detector = ucsdet_open(&status);
    const UCharsetMatch *match = NULL;
    const char *name = NULL;

    if (U_SUCCESS(status)) {
        ucsdet_setText(detector, (const char *)bytes, (int32_t)size, &status);
        ucsdet_enableInputFilter(detector, 1);
        match = ucsdet_detect(detector, &status);
    }
    if (U_SUCCESS(status) && match != NULL &&
        ucsdet_getConfidence(match, &status) >= DETECTOR_CONFIDENCE)
        name = ucsdet_getName(match, &status);
    if (looks_thai(bytes, size))
        name = "TIS-620";
    candidate_from_label(ret, name != NULL ? name : "windows-1252");
    if (!ret->known) /* the detector supports charsets without a converter */
        candidate_from_label(ret, "windows-1252");
    ucsdet_close(detector);
}

/* text/xml without a charset once meant ASCII; this accepts it if all bytes are ASCII. */
static bool is_told_ascii(const char *content_type, const char *label, const unsigned char *bytes,
                          size_t size, bool whole)
{
    if (!whole || label[0] != '\0' || content_type == NULL ||
        strncasecmp(content_type, "text/", 5) != 0)
        return false;
    for (size_t i = 0; i < size; i++)
        if (bytes[i] >= 0x80 || bytes[i] == 0)
            return false;
    return true;
}

/* Wide characters are detected, not declared: a declared "utf-16" lacks the byte order. */
static bool is_wide(const struct charset_signature *signature)
{
    return signature != NULL && signature->converter != NULL &&
           strncmp(signature->converter, "UTF-", 4) == 0;
}

static void choice_set(struct charset_choice *ret, const struct candidate *candidate)
{
    memcpy(ret->name, candidate->name, sizeof(ret->name));
    ret->converter = candidate->converter == candidate->name ? ret->name : candidate->converter;
}

/* Takes the first that fits: header, declaration, signature, UTF-8, detector, windows-1252. */
static void choose_among(struct charset_choice *ret, const char *header, const char *declared,
                         const struct charset_signature *signature, const unsigned char *bytes,
                         size_t size, bool whole, struct parse_report *report)
{
    struct candidate candidates[5];
    struct utf8_census census;
    size_t i;

    utf8_count(&census, bytes, size, whole);
    candidate_from_label(&candidates[0], header);
    candidate_from_label(&candidates[1], declared);
    candidate_from_label(&candidates[2], signature != NULL ? signature->name : "");
    if (signature != NULL)
        candidates[2].converter = signature->converter;
    candidate_from_label(&candidates[3], "utf-8");
    candidates[4].known = false;
    for (i = 0; i < 4; i++) {
        if (candidates[i].name[0] != '\0' && !candidates[i].known)
            report_add(report, WARN_CHARSET_UNKNOWN, candidates[i].name);
        if (candidate_fits(&candidates[i], &census, bytes, size))
            break;
    }
    if (i == 4)
        candidate_detect(&candidates[4], bytes, size);
    if (i > (header[0] != '\0' ? 0U : 1U) && (header[0] != '\0' || declared[0] != '\0'))
        report_add(report, WARN_CHARSET_OVERRIDDEN, header[0] != '\0' ? header : declared);
    choice_set(ret, &candidates[i]);
}

void charset_choose(struct charset_choice *ret, const unsigned char *bytes, size_t size, bool whole,
                    const char *content_type, struct parse_report *report)
{
    const struct charset_signature *signature = signature_find(bytes, size);
    char header[CHARSET_NAME_SIZE], declared[CHARSET_NAME_SIZE];

    memset(ret, 0, sizeof(*ret));
    if (signature != NULL && signature->mark) {
        snprintf(ret->name, sizeof(ret->name), "%s", signature->name);
        ret->converter = signature->converter;
        ret->skip = signature->length;
        return;
    }
    if (is_wide(signature)) {
        snprintf(ret->name, sizeof(ret->name), "%s", signature->name);
        ret->converter = signature->converter;
        return;
    }
    label_from_header(header, content_type);
    if (is_told_ascii(content_type, header, bytes, size, whole)) {
        snprintf(ret->name, sizeof(ret->name), "us-ascii");
        return;
    }
    label_from_declaration(declared, bytes, size, signature);
    choose_among(ret, header, declared, signature, bytes, size, whole, report);
}
