"""How long functions and files may be. The median says how the code reads, the tail what was left undone."""

import statistics
import unittest

import source

FUNCTION_MEDIAN, FUNCTION_95, FUNCTION_MOST = 13, 45, 60
FILE_MEDIAN, FILE_MOST = 200, 500
C_FILES = (".c", ".h", ".cc", ".cpp")


def functions(names):
    """(lines, file, name) of every function, from the first word of its head to its brace."""
    return sorted((p.last - p.first + 1, n, p.name) for n in names
                  for p in source.pieces(source.read(n)) if p.kind == "function")


def lines(names):
    return sorted((source.read(n).count("\n"), n) for n in names)


class LengthTest(unittest.TestCase):
    def test_functions_of_the_program(self):
        lengths = [f[0] for f in functions(source.program_files(*C_FILES))]
        at_95 = lengths[int(len(lengths) * 0.95)]
        print(f"functions: {len(lengths)}, median {statistics.median(lengths)}, "
              f"95 % {at_95}, longest {lengths[-1]}")
        self.assertLessEqual(statistics.median(lengths), FUNCTION_MEDIAN)
        self.assertLessEqual(at_95, FUNCTION_95)

    def test_no_function_is_longer(self):
        found = [f for f in functions(source.files(*C_FILES)) if f[0] > FUNCTION_MOST]
        self.assertEqual(found, [])

    def test_files_of_the_program(self):
        counts = [l[0] for l in lines(source.program_files(*C_FILES))]
        print(f"files: {len(counts)}, median {statistics.median(counts)}, longest {counts[-1]}")
        self.assertLessEqual(statistics.median(counts), FILE_MEDIAN)

    def test_no_file_is_longer(self):
        found = [l for l in lines(source.files(*C_FILES)) if l[0] > FILE_MOST]
        self.assertEqual(found, [])


if __name__ == "__main__":
    unittest.main()
