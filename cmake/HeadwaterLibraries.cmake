# Every library that headwater uses, each listed once with what it is for. All are Debian 12 packages.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

pkg_check_modules(CURL REQUIRED IMPORTED_TARGET libcurl)           # fetch: HTTP
pkg_check_modules(XML REQUIRED IMPORTED_TARGET libxml-2.0)         # parse, clean: XML and HTML
pkg_check_modules(JANSSON REQUIRED IMPORTED_TARGET jansson)        # JSON Feed, JSON Lines
pkg_check_modules(YAML REQUIRED IMPORTED_TARGET yaml-0.1)          # config: feeds.yaml
pkg_check_modules(POSTGRESQL REQUIRED IMPORTED_TARGET libpq)       # store: the state in a database
pkg_check_modules(SQLITE REQUIRED IMPORTED_TARGET sqlite3)         # store: the state
pkg_check_modules(XXHASH REQUIRED IMPORTED_TARGET libxxhash)       # XXH3: keys and shingles
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)       # match: BLAKE2b with a key
pkg_check_modules(MD REQUIRED IMPORTED_TARGET libmd)               # account: the MD5 of Fever; push: SHA
pkg_check_modules(ICU REQUIRED IMPORTED_TARGET icu-i18n icu-uc)    # words, folding, names, charsets
pkg_check_modules(MICROHTTPD REQUIRED IMPORTED_TARGET libmicrohttpd) # serve: HTTP
pkg_check_modules(PCRE2 REQUIRED IMPORTED_TARGET libpcre2-8)      # rule: expressions
pkg_check_modules(ZLIB REQUIRED IMPORTED_TARGET zlib)              # lexicon: dictzip files

find_path(STEMMER_INCLUDE_DIR libstemmer.h REQUIRED)               # dedup: Snowball stems
find_library(STEMMER_LIBRARY stemmer REQUIRED)
find_path(CLD2_INCLUDE_DIR cld2/public/compact_lang_det.h REQUIRED) # dedup: language identification
find_library(CLD2_LIBRARY cld2 REQUIRED)
find_path(BZIP2_INCLUDE_DIR bzlib.h REQUIRED)                       # lexicon: the Unihan database
find_library(BZIP2_LIBRARY bz2 REQUIRED)
