/*
 * Splits JSON text into pieces without parsing them: the members of the outer object, and the
 * elements of one named list. Pieces are limited in size (limits.h); a longer one is skipped.
 */
#ifndef HEADWATER_PARSE_JSON_SCAN_H
#define HEADWATER_PARSE_JSON_SCAN_H

#include "aggregator/parse/charset.h"

#include "aggregator/base/str.h"

struct json_scan {
    struct charset *charset;
    char buffer[16 * 1024];
    size_t start, end;
    struct str key, value; /* of the piece; for a list element, key is the list's name */
    bool in_list;          /* between elements of the list */
    bool at_end;           /* end of the text; cut is set when it came too early */
    bool cut, opened;
};

/* Zero *ret first; call json_scan_close() in any case. */
void json_scan_open(struct json_scan *ret, struct charset *charset);
void json_scan_close(struct json_scan *scan);

/* Reads the next piece; *ret_found is false at the end. list is the name of the list member. */
int json_scan_next(bool *ret_found, struct json_scan *scan, const char *list, struct error *err);

#endif
