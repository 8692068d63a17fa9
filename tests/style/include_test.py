"""Which module may include which. The tables are the rule; every #include of the program is checked against them."""

import os
import re
import unittest

import source

STAGES = ["plan", "fetch", "parse", "clean", "render", "lexicon", "mail", "serve", "subscribe", "account",
          "push"]
SHARED = ["aggregator/base/", "aggregator/model/", "aggregator/codec/"]
DEDUP = ["dedup.h", "dedup_lexicon.h"]  # the library's public headers, the only ones for others
EVERYTHING = ["aggregator/", *DEDUP]

# Start of the path; the longest match applies.   What it may include besides its own folder.
MAY_INCLUDE = {
    "aggregator/main.c": ["aggregator/base/", "aggregator/command/command.h"],
    "aggregator/model/": [],
    "aggregator/base/": [],
    "aggregator/codec/": ["aggregator/base/", "aggregator/model/"],
    **{f"aggregator/{stage}/": SHARED for stage in STAGES},
    "aggregator/render/": SHARED + ["aggregator/search/excerpt.h"],
    "aggregator/rule/": ["aggregator/base/", "aggregator/model/"],
    "aggregator/scrape/": ["aggregator/base/", "aggregator/model/"],
    "aggregator/config/": SHARED + ["aggregator/rule/", "aggregator/scrape/", "aggregator/store/store_address.h"],
    "aggregator/match/": SHARED + ["dedup.h"],
    "aggregator/search/": ["aggregator/base/"],
    "aggregator/store/": SHARED + ["dedup.h", "aggregator/search/"],
    # word.h, cognate.h, segment.h: words of dictionaries and of texts must be normalised alike.
    "aggregator/lexicon/": SHARED + [*DEDUP, "dedup/text/word.h", "dedup/text/cognate.h", "dedup/text/segment.h"],
    "aggregator/publish/": SHARED + ["aggregator/config/config.h", "aggregator/rule/rule.h", "aggregator/store/store.h",
                                     "aggregator/store/store_lists.h", "aggregator/render/render.h",
                                     "aggregator/render/search_page.h", "aggregator/search/"],
    "aggregator/publish/archive": SHARED + ["aggregator/publish/archive.h", "aggregator/publish/publish_name.h",
                                            "aggregator/render/render.h"],
    "aggregator/site/": SHARED + ["aggregator/publish/", "aggregator/serve/serve.h", "aggregator/config/config.h",
                                  "aggregator/store/store.h", "aggregator/render/render.h",
                                  "aggregator/reader/reader.h"],
    # an address in a header is written as it is in the document
    "aggregator/site/site_links": ["aggregator/base/", "aggregator/config/config.h", "aggregator/site/site_links.h",
                                   "aggregator/render/markup.h"],
    "aggregator/site/site_push": SHARED + ["aggregator/site/site_push.h", "aggregator/push/",
                                           "aggregator/serve/source.h", "aggregator/store/store.h",
                                           "aggregator/store/store_polling.h", "aggregator/store/store_push.h",
                                           "aggregator/store/store_users.h"],
    "aggregator/reader/": SHARED + ["aggregator/publish/publish_shelf.h", "aggregator/serve/source.h",
                                    "aggregator/config/config.h", "aggregator/store/store_users.h",
                                    "aggregator/account/", "aggregator/render/markup.h"],
    "aggregator/site/metrics": SHARED + ["aggregator/site/metrics.h"],
    "aggregator/run/": EVERYTHING,
    "aggregator/run/session": SHARED + ["aggregator/run/session.h", "aggregator/lexicon/lexicon.h",
                                        "aggregator/store/store.h", "dedup.h"],
    "aggregator/command/": EVERYTHING,
    "aggregator/command/subscriptions": SHARED + ["aggregator/command/subscriptions.h", "aggregator/config/"],
    "aggregator/command/command_config": SHARED + ["aggregator/command/command", "aggregator/config/config.h",
                                                   "aggregator/store/store_address.h"],
    "aggregator/command/command_filter": SHARED + ["aggregator/command/command_filter.h",
                                                   "aggregator/config/value.h", "aggregator/rule/pattern.h"],
    "aggregator/command/command_password": ["aggregator/base/", "aggregator/command/command_password.h",
                                            "aggregator/account/password.h"],
    "aggregator/command/command": ["aggregator/base/", "aggregator/command/command", "aggregator/store/store_address.h"],
    "dedup/include/": DEDUP,
    "dedup/base/": [],
    "dedup/text/": [*DEDUP, "dedup/base/", "dedup/lexicon/"],
    "dedup/lexicon/": [*DEDUP, "dedup/base/", "dedup/text/"],
    "dedup/recognise/": [*DEDUP, "dedup/base/", "dedup/text/", "dedup/lexicon/"],
}

# Libraries that only certain modules use: the start of the header's name, and who may include it.
LIBRARY_ROOMS = {
    "curl/": ["aggregator/base/url.c", "aggregator/fetch/"],
    "libxml/": ["aggregator/parse/", "aggregator/clean/", "aggregator/subscribe/",
                "aggregator/scrape/", "aggregator/lexicon/annotations.c"],
    "yaml.h": ["aggregator/config/"],
    "sodium.h": ["aggregator/match/", "aggregator/account/", "aggregator/push/"],
    "md5.h": ["aggregator/account/"],
    "sha1.h": ["aggregator/push/"],
    "sha2.h": ["aggregator/push/"],
    "pcre2.h": ["aggregator/rule/"],
    "sqlite3.h": ["aggregator/store/sqlite/"],
    "libpq-fe.h": ["aggregator/store/postgres/"],
    "microhttpd.h": ["aggregator/serve/"],
    "libstemmer.h": ["dedup/"],
    "cld2/": ["dedup/"],
    "zlib.h": ["aggregator/lexicon/", "aggregator/fetch/", "aggregator/serve/"],
}

# Cycles of includes between the modules of one folder that are known and not worth breaking. A module is a pair
# x.c and x.h; x_parts.h, the inner header of x, belongs to x.
KNOWN_CYCLES = {
    "aggregator/clean": [{"anchors", "embed", "picture", "sanitize"}],  # each handles elements for the sanitizer
    "aggregator/config": [{"credential", "read_value", "reader"}],  # a value is read by a rule of its own
    # an engine implements what they declare
    "aggregator/store": [{"store", "store_engine", "store_lists", "store_pages", "store_pings", "store_polling", "store_push",
                          "store_users"}],
    "dedup/recognise": [{"judge", "judge_cover", "judge_side", "judge_weights"}, {"sketch", "stream"}],
}

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)


def row_of(name):
    """The longest matching path start in the table, and its row."""
    best = max((who for who in MAY_INCLUDE if name.startswith(who)), key=len, default=None)
    return best, MAY_INCLUDE.get(best, [])


def own_include_allowed(name, included):
    who, allowed = row_of(name)
    if who is None:
        return False
    folder = who if who.endswith("/") else None
    return any(included.startswith(a) for a in allowed) or \
        (folder is not None and included.startswith(folder))


def library_include_allowed(name, included):
    for library, rooms in LIBRARY_ROOMS.items():
        if included.startswith(library):
            return any(name.startswith(room) for room in rooms)
    return True


def offences(name, text):
    for match in INCLUDE.finditer(text):
        quoted, included = match[1] == '"', match[2]
        if quoted and not own_include_allowed(name, included):
            yield f'{name} may not include "{included}"'
        if not quoted and not library_include_allowed(name, included):
            yield f"{name} may not include <{included}>"


def module_of(name):
    return re.sub(r"(_parts)?\.(c|h|cc)$", "", name)


def module_graph(texts):
    """By folder: each module and the others of the folder that it includes. texts: by the file's name."""
    graph = {}
    for name, text in texts.items():
        folder, module = os.path.split(module_of(name))
        includes = graph.setdefault(folder, {}).setdefault(module, set())
        for match in INCLUDE.finditer(text):
            other_folder, other = os.path.split(module_of(match[2]))
            if match[1] == '"' and other_folder == folder and other != module:
                includes.add(other)
    return graph


def reach(graph, module):
    """The modules that a module includes, directly or through others."""
    found, open_ends = set(), [module]
    while open_ends:
        for other in graph.get(open_ends.pop(), ()):
            if other not in found:
                found.add(other)
                open_ends.append(other)
    return found


def cycles(graph):
    """The sets of modules that include one another, each in order of its names."""
    reached = {module: reach(graph, module) for module in graph}
    loops = {tuple(sorted(m for m in reached[module] if module in reached.get(m, ())))
             for module in graph if module in reached[module]}
    return sorted(loops)


class IncludeTest(unittest.TestCase):
    def test_every_include(self):
        found = [o for n in source.program_files(".c", ".h", ".cc", ".cpp")
                 for o in offences(n, source.read(n))]
        self.assertEqual(found, [], "\n" + "\n".join(found))

    def test_the_table_refuses(self):
        rows = [
            ("aggregator/fetch/http.c", '#include "aggregator/parse/parse.h"\n'),
            ("aggregator/render/atom.c", '#include "aggregator/store/store.h"\n'),
            ("aggregator/render/atom.c", '#include "dedup.h"\n'),
            ("aggregator/base/str.c", '#include "aggregator/model/item.h"\n'),
            ("aggregator/match/key.c", '#include "dedup/recognise/sketch.h"\n'),
            ("aggregator/match/key.c", "#include <sqlite3.h>\n"),
            ("dedup/recognise/judge.c", '#include "aggregator/base/str.h"\n'),
            ("aggregator/new/file.c", '#include "aggregator/base/str.h"\n'),
        ]
        for name, text in rows:
            self.assertEqual(len(list(offences(name, text))), 1, name + ": " + text)

    def test_no_cycle_in_a_folder(self):
        texts = {n: source.read(n) for n in source.program_files(".c", ".h", ".cc")}
        for folder, graph in module_graph(texts).items():
            known = sorted(tuple(sorted(c)) for c in KNOWN_CYCLES.get(folder, []))
            with self.subTest(folder):
                self.assertEqual(cycles(graph), known)

    def test_the_cycles_are_found(self):
        line = '#include "a/%s.h"\n'
        texts = {"a/x.c": line % "x" + line % "y", "a/y.h": line % "z", "a/z.c": line % "x_parts",
                 "a/x_parts.h": line % "x", "a/w.c": line % "x", "b/x.c": line % "x"}
        self.assertEqual(cycles(module_graph(texts)["a"]), [("x", "y", "z")])
        self.assertEqual(cycles(module_graph(texts)["b"]), [])


if __name__ == "__main__":
    unittest.main()
