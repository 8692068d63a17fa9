"""format.py CLANG_FORMAT: checks that every source file is formatted as .clang-format says."""

import subprocess
import sys

import source

names = source.files(".c", ".h", ".cc", ".cpp")
result = subprocess.run([sys.argv[1], "--dry-run", "-Werror", *names], cwd=source.ROOT)
print(f"{len(names)} files")
sys.exit(result.returncode)
