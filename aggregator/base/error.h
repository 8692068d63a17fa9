/*
 * One error: a code, how far it reaches, and one line for a person.
 *
 * Functions that can fail return 0 or an error_code and take a struct error as their last argument,
 * filled where the cause is known and passed on unchanged. A border between stages adds its own
 * words in front with error_prefix(): "fetching BBC World: connection refused". The line is lower
 * case, without a full stop, cause first.
 */
#ifndef HEADWATER_BASE_ERROR_H
#define HEADWATER_BASE_ERROR_H

enum error_code {
    ERR_NONE = 0,
    ERR_MEMORY,   /* an allocation failed, or a bound on memory was reached */
    ERR_IO,       /* the operating system refused a file operation */
    ERR_SYNTAX,   /* input that does not follow its format */
    ERR_LIMIT,    /* input larger than a named limit */
    ERR_NETWORK,  /* no usable answer: DNS, connect, TLS, timeout */
    ERR_HTTP,     /* an answer with an error status */
    ERR_NOT_FEED, /* a document, but not a feed */
    ERR_CONFIG,   /* feeds.yaml is not usable */
    ERR_USAGE,    /* a wrong command line */
    ERR_LOCKED,   /* another run holds the lock */
    ERR_STORE,    /* the state cannot be read or written */
    ERR_ABSENT,   /* what was asked for is not there */
    ERR_REFUSED,  /* forbidden by policy: private address, scheme, 410 */
};

enum error_scope {
    SCOPE_ITEM, /* the item is skipped and counted */
    SCOPE_FEED, /* the feed backs off */
    SCOPE_RUN,  /* the run ends with a nonzero exit status */
};

enum { ERROR_TEXT_SIZE = 512 };

struct error {
    enum error_code code;
    enum error_scope scope;
    char text[ERROR_TEXT_SIZE]; /* one line, always terminated; cut when longer */
};

#if defined(__GNUC__)
#define HEADWATER_PRINTF(at, first) __attribute__((format(printf, at, first)))
#else
#define HEADWATER_PRINTF(at, first)
#endif

/* Fills *err (which may be NULL) and returns code, so that a caller can write "return
 * error_set(...)". */
int error_set(struct error *err, enum error_code code, enum error_scope scope, const char *format,
              ...) HEADWATER_PRINTF(4, 5);

/* Puts words in front of the text that is there: "reading feeds.yaml: permission denied". */
void error_prefix(struct error *err, const char *format, ...) HEADWATER_PRINTF(2, 3);

/* The exit status of a program that ends with this error: 1, or the sysexits(3) number that fits
 * (2 usage and configuration, 65 data, 66 no input, 75 try again later). */
int error_exit_status(enum error_code code);

#endif
