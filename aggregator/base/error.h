/*
 * An error: a code, a scope, and one line of text for people.
 *
 * Functions that can fail return 0 or an error_code and take a struct error as their last argument.
 * It is filled where the cause is known and passed on unchanged. At stage boundaries,
 * error_prefix() adds context in front: "fetching BBC World: connection refused". The line is lower
 * case, without a full stop, cause first.
 */
#ifndef HEADWATER_BASE_ERROR_H
#define HEADWATER_BASE_ERROR_H

enum error_code {
    ERR_NONE = 0,
    ERR_MEMORY,   /* an allocation failed, or a memory limit was reached */
    ERR_IO,       /* the operating system refused a file operation */
    ERR_SYNTAX,   /* input violates its format */
    ERR_LIMIT,    /* input larger than a named limit */
    ERR_NETWORK,  /* no usable response: DNS, connect, TLS, timeout */
    ERR_HTTP,     /* a response with an error status */
    ERR_NOT_FEED, /* a document, but not a feed */
    ERR_CONFIG,   /* feeds.yaml is invalid */
    ERR_USAGE,    /* invalid command line */
    ERR_LOCKED,   /* another run holds the lock */
    ERR_STORE,    /* the state cannot be read or written */
    ERR_ABSENT,   /* the requested object does not exist */
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
    char text[ERROR_TEXT_SIZE]; /* one line, always NUL-terminated; truncated when too long */
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

/* Prepends text to the message: "reading feeds.yaml: permission denied". */
void error_prefix(struct error *err, const char *format, ...) HEADWATER_PRINTF(2, 3);

/* The exit status for this error: 1, or the matching sysexits(3) number (2 usage and configuration,
 * 65 data, 66 no input, 75 try again later). */
int error_exit_status(enum error_code code);

#endif
