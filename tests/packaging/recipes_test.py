"""recipes_test.py CMAKE BUILD_FOLDER: what the recipes of packaging/ say is so, as far as it can be seen without the
distributions' own tools: the version, the libraries, the files, the shell they are written in."""

import fnmatch
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

CMAKE, BUILD = sys.argv[1:3]
SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SPEC, PKGBUILD, APKBUILD = "packaging/rpm/headwater.spec", "packaging/arch/PKGBUILD", "packaging/alpine/APKBUILD"
CONTAINER = "packaging/container/Containerfile"

# A library as cmake/HeadwaterLibraries.cmake asks for it, and the package that it is in.
#                    Debian                 Fedora                Arch             Alpine
PACKAGES = {
    "bz2":            ("libbz2-dev",           "bzip2-devel",         "bzip2",         "bzip2-dev"),
    "cld2":           ("libcld2-dev",          "cld2-devel",          "cld2",          "cld2-dev"),
    "icu-i18n":       ("libicu-dev",           "libicu-devel",        "icu",           "icu-dev"),
    "icu-uc":         ("libicu-dev",           "libicu-devel",        "icu",           "icu-dev"),
    "jansson":        ("libjansson-dev",       "jansson-devel",       "jansson",       "jansson-dev"),
    "libcurl":        ("libcurl4-openssl-dev", "libcurl-devel",       "curl",          "curl-dev"),
    "libmd":          ("libmd-dev",            "libmd-devel",         "libmd",         "libmd-dev"),
    "libmicrohttpd":  ("libmicrohttpd-dev",    "libmicrohttpd-devel", "libmicrohttpd", "libmicrohttpd-dev"),
    "libpcre2-8":     ("libpcre2-dev",         "pcre2-devel",         "pcre2",         "pcre2-dev"),
    "libsodium":      ("libsodium-dev",        "libsodium-devel",     "libsodium",     "libsodium-dev"),
    "libxml-2.0":     ("libxml2-dev",          "libxml2-devel",       "libxml2",       "libxml2-dev"),
    "libxxhash":      ("libxxhash-dev",        "xxhash-devel",        "xxhash",        "xxhash-dev"),
    "libpq":          ("libpq-dev",            "libpq-devel",         "postgresql-libs", "libpq-dev"),
    "sqlite3":        ("libsqlite3-dev",       "sqlite-devel",        "sqlite",        "sqlite-dev"),
    "stemmer":        ("libstemmer-dev",       "libstemmer-devel",    "libstemmer",    "libstemmer-dev"),
    "yaml-0.1":       ("libyaml-dev",          "libyaml-devel",       "libyaml",       "yaml-dev"),
    "zlib":           ("zlib1g-dev",           "zlib-devel",          "zlib",          "zlib-dev"),
}
# What the spec's macros stand for on Fedora.
MACROS = {"_bindir": "/usr/bin", "_sysconfdir": "/etc", "_unitdir": "/usr/lib/systemd/system", "_docdir": "/usr/share/doc",
          "_userunitdir": "/usr/lib/systemd/user", "_sysusersdir": "/usr/lib/sysusers.d", "_mandir": "/usr/share/man",
          "_datadir": "/usr/share"}


def read(name):
    with open(os.path.join(SOURCE, name), encoding="utf-8") as file:
        return file.read()


def words(pattern, text):
    """The words of every group that the pattern finds, without quotes and comments."""
    found = " ".join(re.findall(pattern, text, re.MULTILINE | re.DOTALL))
    return set(re.sub(r"['\"\\]", " ", found).split())


def libraries():
    text = re.sub(r"#.*", "", read("cmake/HeadwaterLibraries.cmake"))
    told = words(r"pkg_check_modules\(\w+ REQUIRED IMPORTED_TARGET ([^)]*)\)", text)
    told |= words(r"find_library\(\w+ (\S+) REQUIRED\)", text)
    return {re.split("[<>=]", name)[0] for name in told}


class RecipesTest(unittest.TestCase):
    def test_version(self):
        version = re.search(r"project\(headwater VERSION ([\d.]+)", read("CMakeLists.txt"))[1]
        for name, pattern in ((SPEC, r"^Version:\s*(\S+)$"), (SPEC, r"^\* .* - (\S+)-1$"), (PKGBUILD, r"^pkgver=(\S+)$"),
                              (APKBUILD, r"^pkgver=(\S+)$"), ("CHANGELOG.md", r"^## (\S+)")):
            with self.subTest(name):
                self.assertEqual(re.search(pattern, read(name), re.MULTILINE)[1], version)

    def test_every_library_is_named(self):
        """A new one wants a row in PACKAGES and its name in every recipe."""
        wanted = libraries()
        self.assertGreater(len(wanted), 12)
        self.assertEqual(wanted - set(PACKAGES), set())
        named = (words(r"apt-get install(.*?)^COPY", read(CONTAINER)), words(r"^BuildRequires:\s*(\S+)", read(SPEC)),
                 words(r"^\w*depends=\((.*?)\)$", read(PKGBUILD)), words(r'^makedepends="(.*?)"', read(APKBUILD)))
        for i, recipe in enumerate((CONTAINER, SPEC, PKGBUILD, APKBUILD)):
            with self.subTest(recipe):
                self.assertEqual({PACKAGES[name][i] for name in wanted} - named[i], set())
                known = {row[i] for row in PACKAGES.values()}
                rest = {word for word in named[i] - known if re.search("-dev(el)?$", word)}
                self.assertEqual(rest, set(), "no library of ours")

    def test_the_container_has_what_bootstrap_installs(self):
        wanted = words(r"^build_packages=\((.*?)\)", read("bootstrap"))
        self.assertEqual(wanted - words(r"apt-get install(.*?)^COPY", read(CONTAINER)), set())

    def test_shell(self):
        for name in ("packaging/postinst", "packaging/prerm", "packaging/postrm", "packaging/alpine/headwater.pre-install",
                     "packaging/alpine/headwater.periodic", APKBUILD, ".ci/run"):
            with self.subTest(name):
                subprocess.run(["sh", "-n", os.path.join(SOURCE, name)], check=True)

    @unittest.skipUnless(shutil.which("bash"), "no bash")
    def test_shell_of_arch(self):
        subprocess.run(["bash", "-n", os.path.join(SOURCE, PKGBUILD)], check=True)

    def test_options_are_ours(self):
        """CMake takes an option that nobody reads without a word."""
        ours = "".join(read(name) for name in ("CMakeLists.txt", "systemd/CMakeLists.txt", "cmake/HeadwaterFlags.cmake"))
        for name in (SPEC, PKGBUILD, APKBUILD, CONTAINER):
            for option in re.findall(r"-D(HEADWATER_\w+)=", read(name)):
                self.assertTrue(re.search(rf"(set|option)\({option}\b", ours), f"{option} of {name}")

    def test_the_spec_lists_what_is_installed(self):
        section = re.search(r"^%files\n(.*?)^%changelog", read(SPEC), re.MULTILINE | re.DOTALL)[1]
        rows = [row.split()[-1] for row in section.splitlines() if not re.match(r"%(doc|license|dir)\b", row) and row]
        patterns = {re.sub(r"%\{(\w+)\}", lambda m: MACROS[m[1]], row) for row in rows}
        patterns.discard("/usr/share/zsh/site-functions/_headwater")  # as told to CMake by the recipe
        patterns.add("/usr/share/zsh/vendor-completions/_headwater")
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([CMAKE, "--install", BUILD, "--prefix", "/usr"], check=True, stdout=subprocess.DEVNULL,
                           env={**os.environ, "DESTDIR": folder})
            files = {"/" + os.path.relpath(os.path.join(path, n), folder) for path, _, names in os.walk(folder) for n in names}
        files.discard("/usr/share/headwater/lexicon.bin")  # of this machine's dictionaries
        self.assertEqual({f for f in files if not any(fnmatch.fnmatch(f, p) for p in patterns)}, set(), "not listed")
        self.assertEqual({p for p in patterns if not fnmatch.filter(files, p)}, set(), "not installed")

    def test_the_container_is_closed(self):
        text = read(CONTAINER)
        self.assertEqual(len(re.findall(r"^FROM .*debian:12-slim( AS build)?$", text, re.MULTILINE)), 2)
        last = text.rindex("\nFROM ")
        for line in ("USER 65534:65534", 'VOLUME ["/var/lib/headwater", "/var/cache/headwater"]', "HEALTHCHECK ", "CMD ["):
            self.assertIn("\n" + line, text[last:])
        self.assertIn("/health ", text)

    def test_the_workflow_runs_what_we_run(self):
        self.assertRegex(read(".github/workflows/ci.yml"), r"(?m)run: \.ci/run$")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
