/* The errors that libxml2 hands to callbacks: const since 2.12. */
#ifndef HEADWATER_PARSE_XML_PROBLEM_H
#define HEADWATER_PARSE_XML_PROBLEM_H

#include <libxml/xmlerror.h>

#if LIBXML_VERSION >= 21200
#define XML_PROBLEM const xmlError
#else
#define XML_PROBLEM xmlError
#endif

#endif
