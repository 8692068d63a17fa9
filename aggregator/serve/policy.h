/* The Content-Security-Policy of pages and documents. */
#ifndef HEADWATER_SERVE_POLICY_H
#define HEADWATER_SERVE_POLICY_H

#include <stdbool.h>

/*
 * A policy that forbids scripts and external requests, whatever a feed may have smuggled into a
 * page; but pictures may come from other servers if the page may have them. Nothing on a page
 * connects; that it may connect to its own server lets tools that look at a page in a browser read
 * robots.txt. A constant.
 */
const char *serve_policy(bool pictures);

#endif
