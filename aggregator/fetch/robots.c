#include "aggregator/fetch/robots.h"

#include "aggregator/base/url.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

const char robots_agent[] = "headwater";

/* A line split at its colon, without comment and blanks. */
struct line {
    char name[32];
    char value[ROBOTS_LINE_MAX];
};

/* What the rules of the matching groups say so far; the longest rule decides. */
struct answer {
    const char *path;
    bool allow;
    size_t length; /* of the rule that decided, plus 1; 0: none did */
};

/* The groups being read. */
struct reading {
    const char *agent;
    bool in_agents;       /* the last line named an agent: the next one belongs to the same group */
    bool is_ours, is_any; /* the open group is for us, for all */
    bool found_ours;
    struct answer ours, any;
    size_t steps; /* taken so far */
};

/* The next byte of a path or rule, with "%41" as "A": RFC 9309 §2.2.2 compares them decoded, except
 * for what would change the meaning. */
static unsigned next_byte(const char **at)
{
    const char *c = *at;
    const int high = c[0] == '%' ? url_hex_digit(c[1]) : -1;
    const int low = high >= 0 ? url_hex_digit(c[2]) : -1;
    const int byte = low >= 0 ? high * 16 + low : -1;

    if (byte < 0 || byte == 0) {
        *at = c + 1;
        return (unsigned char)*c;
    }
    *at = c + 3;
    /* a written "%2F" is not a separator, "%2A" and "%24" no signs */
    return byte == '/' || byte == '*' || byte == '$' ? 0x100u + (unsigned)byte : (unsigned)byte;
}

/* Whether a part of a rule without stars is at the start of path; *ret is behind it. */
static bool part_at(const char **ret, size_t *steps, const char *path, const char *part,
                    const char *part_end)
{
    for (++*steps; part < part_end; ++*steps) {
        if (*path == '\0' || next_byte(&path) != next_byte(&part))
            return false;
    }
    *ret = path;
    return true;
}

/* Finds the part at or behind path, the first place that fits. */
static bool part_find(const char **ret, size_t *steps, const char *path, const char *part,
                      const char *part_end)
{
    for (;; next_byte(&path)) {
        if (part_at(ret, steps, path, part, part_end))
            return true;
        if (*path == '\0' || *steps > ROBOTS_STEPS_MAX)
            return false;
    }
}

/* Whether the last part is at the end of the path: "$" after a star. */
static bool part_ends(size_t *steps, const char *path, const char *part, const char *part_end)
{
    const char *behind;

    for (;; next_byte(&path)) {
        if (part_at(&behind, steps, path, part, part_end) && *behind == '\0')
            return true;
        if (*path == '\0' || *steps > ROBOTS_STEPS_MAX)
            return false;
    }
}

static bool rule_fits(size_t *steps, const char *rule, const char *path)
{
    size_t length = strlen(rule), stars = 0;
    const bool to_end = length > 0 && rule[length - 1] == '$';
    const char *end = rule + length - to_end;

    for (;;) {
        const char *star = memchr(rule, '*', (size_t)(end - rule));
        const char *part_end = star != NULL ? star : end;

        if (stars > ROBOTS_PATTERN_PARTS)
            return false;
        if (star == NULL && to_end && stars > 0)
            return part_ends(steps, path, rule, part_end);
        if (stars == 0 ? !part_at(&path, steps, path, rule, part_end)
                       : !part_find(&path, steps, path, rule, part_end))
            return false;
        if (star == NULL)
            return !to_end || *path == '\0';
        rule = star + 1;
        stars++;
    }
}

static void rule_take(struct answer *answer, size_t *steps, const char *rule, bool allow)
{
    const size_t length = strlen(rule) + 1;

    if (rule[0] == '\0' || length < answer->length || (length == answer->length && !allow) ||
        !rule_fits(steps, rule, answer->path))
        return;
    answer->allow = allow;
    answer->length = length;
}

/* A product token is compared up to its version, regardless of case. */
static bool is_agent(const char *value, const char *agent)
{
    const size_t length = strcspn(value, "/ \t");

    return length == strlen(agent) && strncasecmp(value, agent, length) == 0;
}

static void agent_take(struct reading *reading, const char *value)
{
    if (!reading->in_agents)
        reading->is_ours = reading->is_any = false;
    reading->in_agents = true;
    reading->is_any |= strcmp(value, "*") == 0;
    reading->is_ours |= is_agent(value, reading->agent);
    reading->found_ours |= reading->is_ours;
}

static void line_take(struct reading *reading, const struct line *line)
{
    const bool allow = strcasecmp(line->name, "allow") == 0;

    if (strcasecmp(line->name, "user-agent") == 0) {
        agent_take(reading, line->value);
        return;
    }
    if (!allow && strcasecmp(line->name, "disallow") != 0)
        return; /* such a line does not end the list of agents, either */
    reading->in_agents = false;
    if (reading->is_ours)
        rule_take(&reading->ours, &reading->steps, line->value, allow);
    if (reading->is_any)
        rule_take(&reading->any, &reading->steps, line->value, allow);
}

/* Splits a line; false when it says nothing. */
static bool line_read(struct line *ret, const char *text, size_t length)
{
    const char *comment = memchr(text, '#', length);
    const char *colon;
    size_t name;

    length = comment != NULL ? (size_t)(comment - text) : length;
    for (; length > 0 && isspace((unsigned char)text[0]); length--)
        text++;
    while (length > 0 && isspace((unsigned char)text[length - 1]))
        length--;
    colon = memchr(text, ':', length);
    if (colon == NULL || length >= ROBOTS_LINE_MAX)
        return false;
    name = (size_t)(colon - text);
    length -= name + 1;
    while (name > 0 && isspace((unsigned char)text[name - 1]))
        name--;
    if (name == 0 || name >= sizeof(ret->name))
        return false;
    snprintf(ret->name, sizeof(ret->name), "%.*s", (int)name, text);
    for (colon++; length > 0 && isspace((unsigned char)colon[0]); length--)
        colon++;
    snprintf(ret->value, sizeof(ret->value), "%.*s", (int)length, colon);
    return true;
}

bool robots_allow(const char *text, size_t size, const char *agent, const char *path)
{
    struct reading reading = {.agent = agent, .ours = {.path = path}, .any = {.path = path}};
    const char *end = text + (size < ROBOTS_BYTES_MAX ? size : ROBOTS_BYTES_MAX);
    const struct answer *answer;
    struct line line;

    if (end - text >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
        text += 3;
    for (size_t length; text < end && reading.steps <= ROBOTS_STEPS_MAX; text += length) {
        length = 0;
        while (text + length < end && text[length] != '\n' && text[length] != '\r')
            length++;
        if (line_read(&line, text, length))
            line_take(&reading, &line);
        length += text + length < end;
    }
    answer = reading.found_ours ? &reading.ours : &reading.any;
    if (strcmp(path, "/robots.txt") == 0)
        return true;
    return reading.steps <= ROBOTS_STEPS_MAX && (answer->length == 0 || answer->allow);
}
