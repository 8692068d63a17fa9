"""Tests the parser of the style tests: if it missed functions, the tests would always pass."""

import unittest

import source

SAMPLE = r'''/* int not_me(void); */
#include <stdio.h>
#define CALL(x) \
    { call(x); }
struct one {
    int (*callback)(int);
};
enum { A = 1, B };
static const struct { void (*call)(int); } rows[] = {{NULL}};
static const struct one table[] = {{NULL}, {NULL}};
static const char text[] = "int { fake(void) { \" }";
int documented(void) __attribute__((noreturn));
typedef int callback_fn(void *context);
extern const int (*pointer)(void);

static int
short_one(int a,
          int b)
{
    if (a == '{') {
        return b;
    }
    return 0;
}

struct one *returns_struct(void)
{
    return 0;
}
#ifdef __cplusplus
extern "C" {
#endif
void inside(void)
{
    struct one local = {0};
    (void)local;
}
#ifdef __cplusplus
}
#endif
int after(int x) { return x; }
'''


class SourceTest(unittest.TestCase):
    def pieces(self, kind):
        return [(p.name, p.first, p.last) for p in source.pieces(SAMPLE) if p.kind == kind]

    def test_functions_with_their_lines(self):
        self.assertEqual(self.pieces("function"), [
            ("short_one", 16, 24), ("returns_struct", 26, 29), ("inside", 33, 37), ("after", 41, 41)])

    def test_prototypes(self):
        self.assertEqual(self.pieces("prototype"), [("documented", 12, 12)])

    def test_lines_stay(self):
        self.assertEqual(source.code_only(SAMPLE).count("\n"), SAMPLE.count("\n"))

    def test_our_sources_are_found(self):
        self.assertIn("aggregator/main.c", source.files(".c"))
        self.assertIn("dedup/include/dedup.h", source.program_files(".h"))


if __name__ == "__main__":
    unittest.main()
