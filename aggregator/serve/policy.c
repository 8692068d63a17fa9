#include "aggregator/serve/policy.h"

#define POLICY(pictures)                                                                           \
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:" pictures                        \
    "; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

const char *serve_policy(bool pictures)
{
    return pictures ? POLICY(" https: http:") : POLICY("");
}
