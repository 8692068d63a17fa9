"""tidy.py CLANG_TIDY BUILD_FOLDER: checks every source file of the program with .clang-tidy; warnings are errors."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import source


def sources_built(build):
    """The compiled files of the program, because clang-tidy needs the flags of each file."""
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        built = {os.path.relpath(entry["file"], source.ROOT) for entry in json.load(file)}
    return sorted(built & set(source.program_files(".c", ".cc", ".cpp")))


def tidy(program, build, name):
    result = subprocess.run([program, "--quiet", "-p", build, name], cwd=source.ROOT,
                            capture_output=True, text=True)
    return result.returncode, result.stdout


def main():
    program, build = sys.argv[1:]
    names = sources_built(build)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda name: tidy(program, build, name), names))
    for code, text in results:
        if code != 0:
            print(text)
    print(f"{len(names)} files, {sum(code != 0 for code, _ in results)} with findings")
    return 0 if names and all(code == 0 for code, _ in results) else 1


sys.exit(main())
