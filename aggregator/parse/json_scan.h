/*
 * JSON text cut into its pieces without reading them: the members of the outer object one by one,
 * those of one named list element by element. Pieces are bounded (limits.h); one that is too long
 * is passed over.
 */
#ifndef HEADWATER_PARSE_JSON_SCAN_H
#define HEADWATER_PARSE_JSON_SCAN_H

#include "aggregator/parse/charset.h"

#include "aggregator/base/str.h"

struct json_scan {
    struct charset *charset;
    char buffer[16 * 1024];
    size_t start, end;
    struct str key, value; /* of the piece: a member's, or an element's with the list's name */
    bool in_list;          /* between the elements of the list */
    bool at_end;           /* of the text; cut is set when that came too early */
    bool cut, opened;
};

/* Zero *ret before; json_scan_close() in any case. */
void json_scan_open(struct json_scan *ret, struct charset *charset);
void json_scan_close(struct json_scan *scan);

/* The next piece: *ret_found is false at the end. list names the member that is a list. */
int json_scan_next(bool *ret_found, struct json_scan *scan, const char *list, struct error *err);

#endif
