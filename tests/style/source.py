"""Shared by the style tests: the list of our files, and a simple parser of C for comments, strings, functions and
prototypes. It does not depend on the formatting."""

import os
import re
import subprocess
from dataclasses import dataclass

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SKIPPED_FOLDERS = {".git", "node_modules", "__pycache__"}


def files(*endings):
    """Our files as sorted paths from the root: those that git tracks, or all files in an unpacked archive."""
    try:
        names = subprocess.run(
            ["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            check=True, capture_output=True).stdout.decode().split("\0")
    except (OSError, subprocess.CalledProcessError):
        names = list(walk())
    return sorted(n for n in set(names)
                  if n and n.endswith(endings) and os.path.isfile(os.path.join(ROOT, n)))


def walk():
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [f for f in folders if f not in SKIPPED_FOLDERS and not f.startswith("build")]
        for name in names:
            yield os.path.relpath(os.path.join(folder, name), ROOT)


def program_files(*endings):
    return [n for n in files(*endings) if n.startswith(("aggregator/", "dedup/"))]


def read(name):
    with open(os.path.join(ROOT, name), encoding="utf-8") as file:
        return file.read()


TOKEN = re.compile(
    r"""(?P<comment>/\*.*?\*/|//[^\n]*)
      | (?P<string>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
      | (?P<directive>^[ \t]*\#(?:\\\n|/\*.*?\*/|[^\n])*)""",
    re.DOTALL | re.MULTILINE | re.VERBOSE)


def blank(text):
    """Keeps newlines, so that line numbers stay."""
    return re.sub(r"[^\n]", " ", text)


def code_only(text):
    """The text with comments and directives blanked and strings emptied; the line numbers stay the same."""
    def replace(match):
        if match.lastgroup == "string":
            return match[0][0] + " " * (len(match[0]) - 2) + match[0][0]
        return blank(match[0])
    return TOKEN.sub(replace, text)


@dataclass
class Piece:
    """A declaration at file level, or a function with its body."""
    kind: str  # "function", "prototype", "other"
    name: str
    first: int  # line of its first word
    last: int   # line of its last brace or semicolon


CALLED = re.compile(r"([A-Za-z_]\w*)\s*\(")
TRANSPARENT = re.compile(r'^(extern\s*"\s*"|namespace(\s+\w+)?)$')


def declared_name(head):
    """The word before the first parenthesis that does not belong to an attribute; '' when there is none."""
    for match in CALLED.finditer(head):
        if not match[1].startswith("__") and match[1] not in ("alignas", "_Alignas"):
            return match[1]
    return ""


def head_kind(head, ended_by):
    head = head.strip()
    name = declared_name(head)
    if not name or head.startswith("typedef") or "=" in head.split("(")[0]:
        return "other", ""
    if ended_by == "{":
        before = head[: head.index("(")]
        is_type = re.match(r"(struct|enum|union)\b[^()]*$", before) and not re.search(r"\w+\s+\**\w+$",
                                                                                    before)
        return ("other", "") if is_type else ("function", name)
    pointer = re.search(r"\(\s*\*", head[: head.index("(") + 3])
    return ("other", "") if pointer else ("prototype", name)


def pieces(text):
    """All declarations at file level, in order."""
    code = code_only(text)
    result, depth, start = [], 0, 0
    line_of = lambda at: code.count("\n", 0, at) + 1
    first_word = lambda a, b: a + len(code[a:b]) - len(code[a:b].lstrip())
    body = None
    for at, sign in ((m.start(), m[0]) for m in re.finditer(r"[{};]", code)):
        head = code[start:at]
        if sign == "{":
            if depth == 0 and TRANSPARENT.match(head.strip()):
                start = at + 1
                continue
            if depth == 0:
                head = head[head.rfind("}") + 1:]  # of "struct {...} rows[] = {" only the new part
                body = (*head_kind(head, "{"), line_of(first_word(start, at)))
            depth += 1
        elif sign == "}":
            if depth == 0:  # the end of extern "C" or a namespace
                start = at + 1
                continue
            depth -= 1
            if depth == 0 and body[0] == "function":
                result.append(Piece(body[0], body[1], body[2], line_of(at)))
                start = at + 1
        elif depth == 0:
            kind, name = ("other", "") if "}" in head else head_kind(head, ";")
            result.append(Piece(kind, name, line_of(first_word(start, at)), line_of(at)))
            start = at + 1
    return result
