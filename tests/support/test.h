/* cmocka, after the headers that it requires. */
#ifndef HEADWATER_TESTS_TEST_H
#define HEADWATER_TESTS_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#endif
