"""How long functions and files are: a report, and no rule. What is far beyond the rest is worth a second look.

Usage: python3 tests/style/length.py
"""

import statistics

import source

FUNCTION_LONG, FILE_LONG = 60, 500
C_FILES = (".c", ".h", ".cc", ".cpp")


def functions(names):
    """(lines, file, name) of every function, from the first word of its head to its brace."""
    return sorted((p.last - p.first + 1, n, p.name) for n in names
                  for p in source.pieces(source.read(n)) if p.kind == "function")


def files(names):
    return sorted((source.read(n).count("\n"), n) for n in names)


def report(what, rows, long):
    lengths = [row[0] for row in rows]
    print(f"{len(lengths)} {what}: median {statistics.median(lengths):.0f} lines, "
          f"95 % at most {lengths[int(len(lengths) * 0.95)]}, longest {lengths[-1]}")
    for row in reversed(rows):
        if row[0] > long:
            print("   ", *row)


if __name__ == "__main__":
    report("functions", functions(source.program_files(*C_FILES)), FUNCTION_LONG)
    report("files", files(source.program_files(*C_FILES)), FILE_LONG)
