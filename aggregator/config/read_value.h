/*
 * The kinds of values that a key may have; see struct kind in config/reader.h. Each comment gives
 * the C type of the target.
 */
#ifndef HEADWATER_CONFIG_READ_VALUE_H
#define HEADWATER_CONFIG_READ_VALUE_H

#include "aggregator/config/reader.h"

extern const struct kind kind_text;        /* const char *: one line, not empty */
extern const struct kind kind_bool;        /* bool */
extern const struct kind kind_not;         /* bool: the opposite */
extern const struct kind kind_duration;    /* int64_t, seconds */
extern const struct kind kind_size;        /* int64_t, bytes */
extern const struct kind kind_count;       /* int64_t */
extern const struct kind kind_number;      /* int */
extern const struct kind kind_limit;       /* size_t */
extern const struct kind kind_url;         /* const char *: http or https */
extern const struct kind kind_feed_url;    /* const char *: http, https, or file (made absolute) */
extern const struct kind kind_proxy;       /* const char *: http, https, socks4, socks5 (h) */
extern const struct kind kind_path;        /* const char *: made absolute */
extern const struct kind kind_wanted_path; /* the same; warns when it is not readable now */
extern const struct kind kind_state;       /* the same; the address of a state */
extern const struct kind kind_read_path;   /* the same, and readable now */
extern const struct kind kind_credential;  /* const char *: literal, or from file: or env: */
extern const struct kind kind_language;    /* const char * */
extern const struct kind kind_timezone;    /* const struct zone *, by its name */
extern const struct kind kind_clock;       /* struct digest_time */
extern const struct kind kind_days;        /* unsigned: bit d for day d, 0 is Sunday */
extern const struct kind kind_mailbox;     /* const char * */
extern const struct kind kind_mailboxes;   /* const char ** and size_t: a list, or one */
/* const char ** that ends with NULL, and size_t: a program and its arguments */
extern const struct kind kind_command;
extern const struct kind kind_texts;     /* const char ** and size_t: a list, or one text */
extern const struct kind kind_urls;      /* the same, for http or https */
extern const struct kind kind_languages; /* the same, for language tags */
extern const struct kind kind_headers;   /* struct header * and size_t */
/* bool and, beside it, const char *: struct feed.fulltext */
extern const struct kind kind_fulltext;
extern const struct kind kind_scrape; /* const struct scrape * */
extern const struct kind kind_rules;  /* struct rule_list */

/* A path relative to the file's folder, made absolute, in the arena. */
const char *read_value_path(struct reader *reader, const char *path);

#endif
