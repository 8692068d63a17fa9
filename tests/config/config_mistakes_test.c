/*
 * Every mistake in feeds.yaml: its position and its message.
 */
#include "aggregator/config/config.h"
#include "tests/support/test.h"

static const struct {
    const char *name, *text, *lines;
} rows[] = {
    {"empty file", "", "feeds.yaml:1:1: empty, expected the keys feeds, outputs, settings\n"},
    {"only a comment", "# nothing\n",
     "feeds.yaml:1:1: empty, expected the keys feeds, outputs, settings\n"},
    {"a text, not a map", "feeds\n",
     "feeds.yaml:1:1: the file is a text, expected a map of keys and values\n"},
    {"a list, not a map", "- a\n",
     "feeds.yaml:1:1: the file is a list, expected a map of keys and values\n"},
    {"no feeds", "settings: {}\n", "feeds.yaml:1:1: the file has no feeds, expected one\n"},
    {"empty feeds", "feeds: []\n", "feeds.yaml:1:1: no feeds, expected at least one\n"},
    {"feeds is a text", "feeds: https://a.example/\n",
     "feeds.yaml:1:8: feeds is \"https://a.example/\", expected a list of feeds\n"},
    {"feeds is a map", "feeds: {url: https://a.example/}\n",
     "feeds.yaml:1:8: feeds is a map, expected a list of feeds\n"},
    {"feeds is nothing", "feeds:\n", "feeds.yaml:1:7: feeds is empty, expected a list of feeds\n"},
    {"unknown section", "feed: [https://a.example/]\n",
     "feeds.yaml:1:1: unknown key \"feed\" of the file, did you mean \"feeds\"?\n"
     "feeds.yaml:1:1: the file has no feeds, expected one\n"},
    {"unknown section far from all",
     "feeds: [https://a.example/]\n"
     "stylesheet: x\n",
     "feeds.yaml:2:1: unknown key \"stylesheet\" of the file, expected one of feeds, outputs, "
     "rules, "
     "settings\n"},
    {"section given twice",
     "feeds: [https://a.example/]\n"
     "feeds: [https://b.example/]\n",
     "feeds.yaml:2:1: feeds is given twice, expected once (first on line 1)\n"},
    {"settings is a list",
     "settings: [1]\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:11: settings is a list, expected a map of keys and values\n"},
    {"settings is nothing",
     "settings:\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:10: settings is empty, expected a map of keys and values\n"},
    {"misspelt setting",
     "settings: {intervall: 1h}\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:12: unknown key \"intervall\" of settings, did you mean \"interval\"?\n"},
    {"dash for underscore",
     "settings: {host-gap: 1s}\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:12: unknown key \"host-gap\" of settings, did you mean \"host_gap\"?\n"},
    {"letters swapped",
     "settings: {tiemout: 1s}\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:12: unknown key \"tiemout\" of settings, did you mean \"timeout\"?\n"},
    {"no such time zone",
     "settings: {timezone: Middle/Earth}\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:22: timezone is \"Middle/Earth\", expected the name of a time zone such as "
     "Europe/Paris\n"},
    {"misspelt time zone",
     "settings: {timezone: Europe/Pariss}\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:22: timezone is \"Europe/Pariss\", expected the name of a time zone such as "
     "Europe/Paris; did you mean Europe/Paris?\n"},
    {"time zone by its city",
     "settings: {timezone: new york}\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:22: timezone is \"new york\", expected the name of a time zone such as "
     "Europe/Paris; did you mean America/New_York?\n"},
    {"time zone by its offset",
     "settings: {timezone: +02:00}\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:22: timezone is \"+02:00\", expected the name of a time zone such as "
     "Europe/Paris\n"},
    {"time zone is a list",
     "settings: {timezone: [UTC]}\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:22: timezone is a list, expected the name of a time zone such as "
     "Europe/Paris\n"},
    {"time zone empty",
     "settings: {timezone: }\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:22: timezone is empty, expected the name of a time zone such as "
     "Europe/Paris\n"},
    {"interval in words",
     "settings: {interval: hourly}\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:22: interval is \"hourly\", expected a duration such as 90s, 30m, 2h or 30d\n"},
    {"interval is a list",
     "settings: {interval: [1h]}\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:22: interval is a list, expected a duration such as 90s, 30m, 2h or 30d\n"},
    {"interval too short",
     "settings: {interval: 5s}\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:22: interval is \"5s\", expected 1m to 365d\n"},
    {"interval too long",
     "settings: {interval: 9999d}\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:22: interval is \"9999d\", expected 1m to 365d\n"},
    {"interval empty",
     "settings: {interval: }\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:22: interval is empty, expected a duration such as 90s, 30m, 2h or 30d\n"},
    {"interval null",
     "settings: {interval: ~}\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:22: interval is empty, expected a duration such as 90s, 30m, 2h or 30d\n"},
    {"bounds cross",
     "settings:\n"
     "  interval_min: 3h\n"
     "  interval_max: 2h\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:2:3: interval_min is 3h, expected at most interval_max, which is 2h\n"},
    {"archive shorter than the window",
     "settings:\n"
     "  archive: 20d\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:2:3: archive is 20d, expected at least window, which is 30d\n"},
    {"archive too short",
     "settings: {archive: 1h}\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:21: archive is \"1h\", expected 1d to 36500d\n"},
    {"concurrency 0",
     "settings: {concurrency: 0}\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:25: concurrency is \"0\", expected 1 to 1000\n"},
    {"concurrency in words",
     "settings: {concurrency: many}\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:25: concurrency is \"many\", expected a whole number\n"},
    {"concurrency negative",
     "settings: {concurrency: -4}\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:25: concurrency is \"-4\", expected a whole number\n"},
    {"max_bytes too large",
     "settings: {max_bytes: 2GB}\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:23: max_bytes is \"2GB\", expected 1KB to 1GB\n"},
    {"max_bytes without number",
     "settings: {max_bytes: MB}\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:23: max_bytes is \"MB\", expected a size such as 512KB or 16MB\n"},
    {"max_items fraction",
     "settings: {max_items: 1.5}\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:23: max_items is \"1.5\", expected a whole number\n"},
    {"timeout too long",
     "settings: {timeout: 2h}\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:21: timeout is \"2h\", expected 1s to 1h\n"},
    {"window too short",
     "settings: {window: 1m}\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:20: window is \"1m\", expected 1h to 3650d\n"},
    {"contact of two lines",
     "settings: {contact: \"a\\nb\"}\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:21: contact is \"a?b\", expected one line of text\n"},
    {"contact with NUL",
     "settings: {contact: \"a\\0b\"}\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:21: contact is binary, expected one line of text\n"},
    {"a language in words",
     "settings: {languages: [en, english]}\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:28: languages is \"english\", expected a language tag such as en, pt-BR or "
     "zh-Hant; did you mean en?\n"},
    {"a country for a language",
     "settings: {languages: [EN, jp, xx]}\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:28: languages is \"jp\", expected a language tag such as en, pt-BR or "
     "zh-Hant; did you mean ja?\n"
     "feeds.yaml:1:32: languages is \"xx\", expected a language tag such as en, pt-BR or "
     "zh-Hant\n"},
    {"languages is a map",
     "settings: {languages: {en: 1}}\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:23: languages is a map, expected a list of language tags such as [en, pt-BR]\n"},
    {"proxy without scheme",
     "settings: {proxy: 'localhost:8080'}\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:19: proxy is not usable, expected an address that begins with http://, https:// "
     "or socks5h://\n"},
    {"feed without url",
     "feeds:\n"
     "  - name: A\n",
     "feeds.yaml:2:5: a feed has no url and no exec, expected one\n"},
    {"feed is nothing",
     "feeds:\n"
     "  -\n",
     "feeds.yaml:2:4: a feed is empty, expected a map of keys and values\n"},
    {"feed is a list",
     "feeds:\n"
     "  - [https://a.example/]\n",
     "feeds.yaml:2:5: a feed is a list, expected a map of keys and values\n"},
    {"address without scheme", "feeds: [a.example/feed]\n",
     "feeds.yaml:1:9: url is \"a.example/feed\", expected an address that begins with https://, "
     "http:// or file:\n"},
    {"address of another scheme", "feeds: ['ftp://a.example/feed']\n",
     "feeds.yaml:1:9: url is \"ftp://a.example/feed\", expected an address that begins with "
     "https://, http:// or file:\n"},
    {"address without host", "feeds: ['https:///feed']\n",
     "feeds.yaml:1:9: url is \"https:///feed\", expected an address that begins with https://, "
     "http:// or file:\n"},
    {"address with a space", "feeds: ['https://a.example/my feed']\n",
     "feeds.yaml:1:9: url is \"https://a.example/my feed\", expected an address that begins with "
     "https://, http:// or file:\n"},
    {"address with a password", "feeds: ['https://me:hunter2@a.example/feed']\n",
     "feeds.yaml:1:9: url holds a user or password, expected an address without\n"},
    {"file on another host", "feeds: ['file://server/share/a.xml']\n",
     "feeds.yaml:1:9: url is \"file://server/share/a.xml\", expected file:PATH, or file:/// and an "
     "absolute path\n"},
    {"file without path", "feeds: ['file:']\n",
     "feeds.yaml:1:9: url is \"file:\", expected an address that begins with https://, http:// or "
     "file:\n"},
    {"url is a list",
     "feeds:\n"
     "  - url: [https://a.example/]\n",
     "feeds.yaml:2:10: url is a list, expected an address that begins with https://, http:// or "
     "file:\n"},
    {"listed twice",
     "feeds:\n"
     "  - https://a.example/\n"
     "  - https://b.example/\n"
     "  - url: https://a.example/\n",
     "feeds.yaml:4:1: https://a.example/ is listed twice, expected once (first on line 2)\n"},
    {"listed three times",
     "feeds:\n"
     "  - https://a.example/\n"
     "  - https://a.example/\n"
     "  - https://a.example/\n",
     "feeds.yaml:3:1: https://a.example/ is listed twice, expected once (first on line 2)\n"
     "feeds.yaml:4:1: https://a.example/ is listed twice, expected once (first on line 2)\n"},
    {"misspelt key of a feed",
     "feeds:\n"
     "  - url: https://a.example/\n"
     "    langauge: en\n",
     "feeds.yaml:3:5: unknown key \"langauge\" of a feed, did you mean \"language\"?\n"},
    {"key with other case",
     "feeds:\n"
     "  - URL: https://a.example/\n",
     "feeds.yaml:2:5: unknown key \"URL\" of a feed, did you mean \"url\"?\n"
     "feeds.yaml:2:5: a feed has no url and no exec, expected one\n"},
    {"key twice in a feed",
     "feeds:\n"
     "  - url: https://a.example/\n"
     "    name: A\n"
     "    name: B\n",
     "feeds.yaml:4:5: name is given twice, expected once (first on line 3)\n"},
    {"key is a list",
     "feeds:\n"
     "  - url: https://a.example/\n"
     "    ? [a]\n"
     "    : b\n",
     "feeds.yaml:3:7: a key of a feed is a list, expected a word\n"},
    {"merge key",
     "feeds:\n"
     "  - url: https://a.example/\n"
     "    <<: {name: A}\n",
     "feeds.yaml:3:5: unknown key \"<<\" of a feed, expected one of allow_private, bearer, "
     "ca_file, client_cert, client_key, cookie, enabled, exec, filter, fold, fulltext, "
     "headers, interval, language, max_bytes, name, network, password, proxy, publish, "
     "rules, scrape, tags, timeout, url, user, user_agent\n"},
    {"enabled maybe", "feeds: [{url: https://a.example/, enabled: maybe}]\n",
     "feeds.yaml:1:44: enabled is \"maybe\", expected true or false\n"},
    {"language of a feed", "feeds: [{url: https://a.example/, language: French}]\n",
     "feeds.yaml:1:45: language is \"French\", expected a language tag such as en, pt-BR or "
     "zh-Hant; did you mean fr?\n"},
    {"an output over the file of a feed",
     "outputs: [/a/b.atom, {path: /a/news.xml}]\n"
     "feeds: [https://a.example/, 'file:/a/news.xml']\n",
     "feeds.yaml:1:22: path is the file of a feed, /a/news.xml (line 2), expected another file\n"},
    {"an output over the file of a feed that is switched off",
     "outputs: [/a/my%20news.xml, '/a/my news.xml']\n"
     "feeds: [{url: 'file:/a/my news.xml', enabled: false}]\n",
     "feeds.yaml:1:29: path is the file of a feed, /a/my news.xml (line 2), expected another "
     "file\n"},
    {"an output that is polled",
     "feeds: [https://a.example/f]\n"
     "outputs:\n"
     "  - {path: /a/b.atom, self: https://a.example/f}\n",
     "feeds.yaml:3:5: self is the address of a feed, https://a.example/f (line 1), expected "
     "another address\n"},
    {"an output that is polled, in other letters",
     "feeds: ['HTTP://A.example:80/%66']\n"
     "outputs:\n"
     "  - {path: /a/b.atom, self: https://a.example/f}\n",
     "feeds.yaml:3:5: self is the address of a feed, https://a.example/f (line 1), expected "
     "another address\n"},
    {"outputs that are polled where serve has them",
     "settings: {site: https://river.example/}\n"
     "outputs: [/a/m.atom, '/b/my river.rss', {path: /a/tales, format: stories}, m.json]\n"
     "feeds:\n"
     "  - HTTPS://River.example/m.atom\n"
     "  - https://river.example/my%20river.rss\n"
     "  - https://river.example/tales\n"
     "  - https://river.example/a/m.atom\n",
     "feeds.yaml:2:11: the output has the address of a feed, HTTPS://River.example/m.atom (line "
     "4), expected another path\n"
     "feeds.yaml:2:22: the output has the address of a feed, https://river.example/my%20river.rss "
     "(line 5), expected another path\n"},
    {"an output that is polled below a folder of the site",
     "settings: {site: https://a.example/river}\n"
     "outputs: [m.atom]\n"
     "feeds: [https://a.example/river/m.atom, https://a.example/m.atom]\n",
     "feeds.yaml:2:11: the output has the address of a feed, https://a.example/river/m.atom (line "
     "3), expected another path\n"},
    {"a state of no engine",
     "settings: {state: 'mariadb://user:secret@host/db'}\n"
     "feeds: [https://a.example/f]\n",
     "feeds.yaml:1:19: state: no engine for a state is called \"mariadb\" (there are: sqlite, "
     "memory, postgresql); the path of a file with such a name begins with ./\n"},
    {"an output over the state",
     "settings: {state: 'sqlite:/a/s.db'}\n"
     "feeds: [https://a.example/f]\n"
     "outputs: [/a/s.db]\n",
     "feeds.yaml:3:11: path is the state, /a/s.db, expected another file\n"},
    {"tags is a map", "feeds: [{url: https://a.example/, tags: {a: b}}]\n",
     "feeds.yaml:1:41: tags is a map, expected a list of words\n"},
    {"tag is a list", "feeds: [{url: https://a.example/, tags: [a, [b]]}]\n",
     "feeds.yaml:1:45: tags is a list, expected one line of text\n"},
    {"tag is empty", "feeds: [{url: https://a.example/, tags: [a, '']}]\n",
     "feeds.yaml:1:45: tags is empty, expected one line of text\n"},
    {"user alone", "feeds: [{url: https://a.example/, user: me}]\n",
     "feeds.yaml:1:9: user without password, expected both\n"},
    {"password alone", "feeds: [{url: https://a.example/, password: hunter2}]\n",
     "feeds.yaml:1:9: password without user, expected both\n"},
    {"two kinds of credentials",
     "feeds: [{url: https://a.example/, user: me, password: x, bearer: y}]\n",
     "feeds.yaml:1:9: user and bearer, expected one of them\n"},
    {"colon in user", "feeds: [{url: https://a.example/, user: 'a:b', password: x}]\n",
     "feeds.yaml:1:9: user has a colon, expected none (RFC 7617)\n"},
    {"secret of two lines is not shown",
     "feeds: [{url: https://a.example/, bearer: \"hunter2\\r\\nX: y\"}]\n",
     "feeds.yaml:1:43: bearer is not usable, expected one line of text, file:PATH or env:NAME\n"},
    {"secret is a list", "feeds: [{url: https://a.example/, bearer: [hunter2]}]\n",
     "feeds.yaml:1:43: bearer is a list, expected one line of text, file:PATH or env:NAME\n"},
    {"secret from an absent variable",
     "feeds: [{url: https://a.example/, bearer: 'env:HEADWATER_TEST_ABSENT'}]\n",
     "feeds.yaml:1:43: bearer names env:HEADWATER_TEST_ABSENT, which is not set, expected a "
     "value\n"},
    {"secret from an empty variable",
     "feeds: [{url: https://a.example/, bearer: 'env:HEADWATER_TEST_EMPTY'}]\n",
     "feeds.yaml:1:43: bearer from env:HEADWATER_TEST_EMPTY is empty, expected one line of text\n"},
    {"secret from an absent file",
     "feeds: [{url: https://a.example/, bearer: 'file:/nonexistent/secret'}]\n",
     "feeds.yaml:1:43: bearer: cannot open /nonexistent/secret: No such file or directory, "
     "expected a readable file\n"},
    {"absent CA file", "feeds: [{url: https://a.example/, ca_file: /nonexistent/ca.pem}]\n",
     "feeds.yaml:1:44: ca_file /nonexistent/ca.pem: No such file or directory, expected a readable "
     "file\n"},
    {"key without certificate", "feeds: [{url: https://a.example/, client_key: /dev/null}]\n",
     "feeds.yaml:1:9: client_key without client_cert, expected both\n"},
    {"headers is a list", "feeds: [{url: https://a.example/, headers: [a]}]\n",
     "feeds.yaml:1:44: headers is a list, expected a map of header names and values\n"},
    {"header with a space in its name",
     "feeds: [{url: https://a.example/, headers: {'X Key': a}}]\n",
     "feeds.yaml:1:45: header name is \"X Key\", expected letters, digits and dashes\n"},
    {"header that is ours", "feeds: [{url: https://a.example/, headers: {if-none-match: a}}]\n",
     "feeds.yaml:1:45: header if-none-match is set by headwater itself, expected another name\n"},
    {"header that has a key", "feeds: [{url: https://a.example/, headers: {User-Agent: a}}]\n",
     "feeds.yaml:1:45: header User-Agent is set by headwater itself, expected user_agent\n"},
    {"header of two lines",
     "feeds: [{url: https://a.example/, headers: {X-Key: \"a\\r\\nHost: b\"}}]\n",
     "feeds.yaml:1:52: header value is not usable, expected one line of text, file:PATH or "
     "env:NAME\n"},
    {"header without value", "feeds: [{url: https://a.example/, headers: {X-Key: }}]\n",
     "feeds.yaml:1:52: header value is empty, expected one line of text, file:PATH or env:NAME\n"},
    {"output without path",
     "feeds: [https://a.example/]\n"
     "outputs: [{format: rss}]\n",
     "feeds.yaml:2:11: an output has no path, expected one\n"},
    {"output format unknown",
     "feeds: [https://a.example/]\n"
     "outputs: [{path: a, format: xml}]\n",
     "feeds.yaml:2:29: format is \"xml\", expected atom, rss, json, html, opml or "
     "stories\n"},
    {"output order unknown",
     "feeds: [https://a.example/]\n"
     "outputs: [{path: a, order: best}]\n",
     "feeds.yaml:2:28: order is \"best\", expected newest, oldest, updated, tellings or outlet\n"},
    {"half_life of an output in another order",
     "feeds: [https://a.example/]\n"
     "outputs: [{path: a, half_life: 6h}]\n",
     "feeds.yaml:2:11: half_life without order: tellings, expected both\n"},
    {"hub that is no address",
     "feeds: [https://a.example/]\n"
     "outputs: [{path: a, hub: hub.example, self: 'https://me.example/a'}]\n",
     "feeds.yaml:2:26: hub is \"hub.example\", expected an address that begins with https:// or "
     "http://\n"},
    {"hub with a password",
     "feeds: [https://a.example/]\n"
     "outputs: [{path: a, hub: ['https://me:hunter2@hub.example/'], self: "
     "'https://me.example/a'}]\n",
     "feeds.yaml:2:27: hub holds a user or password, expected an address without\n"},
    {"hub that is a map",
     "feeds: [https://a.example/]\n"
     "outputs: [{path: a, hub: {a: b}, self: 'https://me.example/a'}]\n",
     "feeds.yaml:2:26: hub is a map, expected an address that begins with https:// or http://, or "
     "a list of them\n"},
    {"hub of an output without an address",
     "feeds: [https://a.example/]\n"
     "outputs: [{path: a, hub: 'https://hub.example/'}]\n",
     "feeds.yaml:2:11: hub without the address of the output, expected self, or site in "
     "settings\n"},
    {"hub of formats that name none",
     "settings: {site: 'https://me.example/'}\n"
     "feeds: [https://a.example/]\n"
     "outputs: [{path: a.opml, hub: 'https://hub.example/'}, {path: /tmp/nowhere/stories, format: "
     "stories, self: 'https://me.example/s/', hub: 'https://hub.example/'}]\n",
     "feeds.yaml:3:11: hub of a list of feeds or a folder of stories, expected format atom, rss, "
     "json or html\n"
     "feeds.yaml:3:56: hub of a list of feeds or a folder of stories, expected format atom, rss, "
     "json or html\n"},
    {"hubs that are one",
     "feeds: [https://a.example/]\n"
     "outputs: [{path: a, self: 'https://me.example/a', hub: ['https://hub.example', "
     "'https://other.example/', 'https://HUB.example:443/']}]\n",
     "feeds.yaml:2:11: hub https://HUB.example:443/ is listed twice, expected once\n"},
    {"hub that is the output",
     "feeds: [https://a.example/]\n"
     "outputs: [{path: a, self: 'https://me.example/a', hub: 'https://me.example/a'}]\n",
     "feeds.yaml:2:11: hub is the address of the output itself, https://me.example/a, expected "
     "that of a hub\n"},
    {"more hubs than anybody needs",
     "feeds: [https://a.example/]\n"
     "outputs: [{path: a, self: 'https://me.example/a', hub: ['http://1.test', 'http://2.test', "
     "'http://3.test', 'http://4.test', 'http://5.test', 'http://6.test', 'http://7.test', "
     "'http://8.test', 'http://9.test']}]\n",
     "feeds.yaml:2:11: 9 hubs, expected at most 8\n"},
    {"one address of two outputs with hubs",
     "settings: {site: 'https://me.example'}\n"
     "feeds: [https://a.example/]\n"
     "outputs: [{path: a, hub: 'https://hub.example/'}, {path: b, self: 'https://me.example/a'}, "
     "{path: c, self: 'https://me.example/a', hub: 'https://hub.example/'}]\n",
     "feeds.yaml:3:92: two outputs with a hub have the address https://me.example/a, expected an "
     "address for each\n"},
    {"archives of stories that pass later",
     "feeds: [https://a.example/]\n"
     "outputs: [{path: a, min_outlets: 3, archives: true}]\n",
     "feeds.yaml:2:11: archives with min_outlets or min_tellings, expected one of them\n"},
    {"a minimum for a list of feeds",
     "feeds: [https://a.example/]\n"
     "outputs: [{path: a.opml, min_tellings: 3}]\n",
     "feeds.yaml:2:11: min_outlets or min_tellings in a list of feeds, expected none\n"},
    {"a minimum of no outlets",
     "feeds: [https://a.example/]\n"
     "outputs: [{path: a, min_outlets: 0}]\n",
     "feeds.yaml:2:34: min_outlets is \"0\", expected 1 to 200\n"},
    {"a time of day that is none",
     "feeds: [https://a.example/]\n"
     "outputs: [{path: a, at: '24:00'}, {path: b, at: 7}, {path: c, at: '7:5'}]\n",
     "feeds.yaml:2:25: at is \"24:00\", expected a time of day such as 07:00\n"
     "feeds.yaml:2:49: at is \"7\", expected a time of day such as 07:00\n"
     "feeds.yaml:2:67: at is \"7:5\", expected a time of day such as 07:00\n"},
    {"a day that is none",
     "feeds: [https://a.example/]\n"
     "outputs: [{path: a, at: '7:00', on: [monday, mon]}, {path: b, at: '7:00', on: {}}]\n",
     "feeds.yaml:2:46: on is \"mon\", expected a day such as monday, or a list of days\n"
     "feeds.yaml:2:79: on is a map, expected a day such as monday, or a list of days\n"},
    {"a digest as a format",
     "feeds: [https://a.example/]\n"
     "outputs: [{path: a, format: Digest}, {path: b, format: paper}]\n",
     "feeds.yaml:2:29: format is \"Digest\", expected atom, rss, json, html, opml or stories (a "
     "digest is any format with at:)\n"
     "feeds.yaml:2:56: format is \"paper\", expected atom, rss, json, html, opml or stories\n"},
    {"keys of a digest without its time",
     "feeds: [https://a.example/]\n"
     "outputs: [{path: a, on: monday, stories: 5}]\n",
     "feeds.yaml:2:11: on without at, expected both\n"
     "feeds.yaml:2:11: stories without at, expected both\n"},
    {"keys that a digest cannot have",
     "feeds: [https://a.example/]\n"
     "outputs: [{path: a.opml, at: '7:00', order: oldest, archives: true, self: "
     "https://b.example/}]\n",
     "feeds.yaml:2:11: archives of a digest, expected a limit only\n"
     "feeds.yaml:2:11: order of a digest, expected none\n"
     "feeds.yaml:2:11: a digest as a list of feeds or a folder, expected a document\n"},
    {"too many stories in a digest",
     "feeds: [https://a.example/]\n"
     "outputs: [{path: a, at: '7:00', stories: 101}]\n",
     "feeds.yaml:2:42: stories is \"101\", expected 1 to 100\n"},
    {"output limit 0",
     "feeds: [https://a.example/]\n"
     "outputs: [{path: a, limit: 0}]\n",
     "feeds.yaml:2:28: limit is \"0\", expected 1 to 100000\n"},
    {"outputs is a text",
     "feeds: [https://a.example/]\n"
     "outputs: merged.atom\n",
     "feeds.yaml:2:10: outputs is \"merged.atom\", expected a list of outputs\n"},
    {"self is a path",
     "feeds: [https://a.example/]\n"
     "outputs: [{path: a, self: /a}]\n",
     "feeds.yaml:2:27: self is \"/a\", expected an address that begins with https:// or http://\n"},
    {"one path twice",
     "feeds: [https://a.example/]\n"
     "outputs:\n"
     "  - /a.rss\n"
     "  - {path: /a.rss, format: atom}\n",
     "feeds.yaml:4:5: two outputs have the path /a.rss, expected a path for each\n"},
    {"tab for indentation",
     "feeds:\n"
     "\t- https://a.example/\n",
     "feeds.yaml:2:1: a tab, expected spaces (YAML does not allow tabs as indentation)\n"},
    {"tab behind blanks",
     "feeds:\n"
     "  - url: https://a.example/\n"
     "  \tname: A\n",
     "feeds.yaml:3:3: a tab, expected spaces (YAML does not allow tabs as indentation)\n"},
    {"a folder as output",
     "feeds: [https://a.example/]\n"
     "outputs: [/tmp, {path: /nowhere/}]\n",
     "feeds.yaml:2:11: path is a folder, /tmp, expected a file (a folder needs "
     "format: stories)\n"
     "feeds.yaml:2:17: path is a folder, /nowhere/, expected a file (a folder needs "
     "format: stories)\n"},
    {"pages of stories",
     "feeds: [https://a.example/]\n"
     "settings: {site: 'https://me.example/?a'}\n"
     "outputs:\n"
     "  - {path: /dev/null, format: stories}\n"
     "  - {path: /b, format: stories, self: 'https://me.example/#b', order: oldest}\n"
     "  - {path: /c, link: page}\n"
     "  - {path: /d.html, link: story}\n",
     "feeds.yaml:2:11: site has a query, expected the address of a folder\n"
     "feeds.yaml:4:5: path is a file, /dev/null, expected a folder\n"
     "feeds.yaml:5:5: order, min_outlets or min_tellings in a folder of stories, expected none\n"
     "feeds.yaml:5:5: self has a query, expected the address of a folder\n"
     "feeds.yaml:6:22: link is \"page\", expected article or story\n"
     "feeds.yaml:7:5: link in a page or a list, expected format atom, rss or json\n"},
    {"a link to pages that are nowhere",
     "feeds: [https://a.example/]\n"
     "outputs:\n"
     "  - {path: /story, format: stories}\n"
     "  - {path: /c, link: story}\n",
     "feeds.yaml:4:5: link is story, but no story has an address, expected site in settings, or an "
     "output of format stories with self\n"},
    {"unclosed quote", "feeds: ['https://a.example/]\n",
     "feeds.yaml:2:1: found unexpected end of stream while scanning a quoted scalar that began at "
     "1:9, expected YAML\n"},
    {"unclosed bracket", "feeds: [https://a.example/\n",
     "feeds.yaml:2:1: did not find expected ',' or ']' while parsing a flow sequence that began at "
     "1:8, expected YAML\n"},
    {"nested too deep",
     "feeds: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\n",
     "feeds.yaml:1:71: nested deeper than 64 levels\n"},
    {"lists of lists of lists",
     "- - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - - "
     "- - - - - - - - - - - - - - - - - - - - - - - x\n",
     "feeds.yaml:1:129: nested deeper than 64 levels\n"},
    {"alias to nothing", "feeds: [*a]\n", "feeds.yaml:1:9: found undefined alias, expected YAML\n"},
    {"two documents",
     "feeds: [https://a.example/]\n"
     "---\n"
     "feeds: []\n",
     "feeds.yaml:3:1: a second document, expected one\n"},
    {"not UTF-8", "feeds: [\xff]\n",
     "feeds.yaml:1:9: invalid leading UTF-8 octet, expected UTF-8 text\n"},
    {"alias to itself", "feeds: &a [*a]\n",
     "feeds.yaml:1:8: a feed is a list, expected a map of keys and values\n"},
    {"long value is cut",
     "settings: {interval: "
     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
     "xxxxxxx}\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:22: interval is "
     "\"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...\", expected a duration "
     "such as 90s, 30m, 2h or 30d\n"},
    {"control characters are not passed on",
     "settings: {interval: \"\\e[31m\"}\n"
     "feeds: [https://a.example/]\n",
     "feeds.yaml:1:22: interval is \"?[31m\", expected a duration such as 90s, 30m, 2h or 30d\n"},
    {"all at once",
     "settings: {interval: often, contakt: me}\n"
     "feeds:\n"
     "  - {url: nowhere, nme: A}\n"
     "  - url: https://a.example/\n"
     "    tags: {}\n"
     "outputs:\n"
     "  - format: docx\n",
     "feeds.yaml:1:22: interval is \"often\", expected a duration such as 90s, 30m, 2h or 30d\n"
     "feeds.yaml:1:29: unknown key \"contakt\" of settings, did you mean \"contact\"?\n"
     "feeds.yaml:3:11: url is \"nowhere\", expected an address that begins with https://, http:// "
     "or file:\n"
     "feeds.yaml:3:20: unknown key \"nme\" of a feed, did you mean \"name\"?\n"
     "feeds.yaml:5:11: tags is a map, expected a list of words\n"
     "feeds.yaml:7:13: format is \"docx\", expected atom, rss, json, html, opml or "
     "stories\n"
     "feeds.yaml:7:5: an output has no path, expected one\n"},
};

static void test_every_mistake_is_told(void **state)
{
    (void)state;
    setenv("HEADWATER_TEST_EMPTY", "", 1);
    unsetenv("HEADWATER_TEST_ABSENT");
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct config config;
        struct str problems;
        struct error err = {0};

        str_init(&problems, 1 << 20);
        print_message("%s\n", rows[i].name);
        assert_int_equal(config_parse(&config, &problems, "feeds.yaml", rows[i].text,
                                      strlen(rows[i].text), &err),
                         ERR_CONFIG);
        assert_string_equal(problems.text, rows[i].lines);
        str_release(&problems);
    }
}

/* The state finds what a hub was told by both addresses. */
static void test_long_addresses_of_hubs(void **state)
{
    struct config config;
    struct str problems, text;
    struct error err = {0};
    char path[981];

    (void)state;
    memset(path, 'x', sizeof(path) - 1);
    path[sizeof(path) - 1] = '\0';
    for (int more = 0; more < 2; more++) {
        str_init(&problems, 1 << 20);
        str_init(&text, 1 << 20);
        str_appendf(
            &text,
            "feeds: [https://a.example/]\noutputs: [{path: a, hub: 'https://hub.example/%s%s',"
            " self: 'https://out.example/%s%s'}]\n",
            path, more ? "x" : "", path, more ? "x" : "");
        assert_int_equal(
            config_parse(&config, &problems, "feeds.yaml", text.text, text.length, &err),
            more ? ERR_CONFIG : 0);
        assert_string_equal(
            problems.text,
            more ? "feeds.yaml:2:11: hub has 1001 bytes, expected at most 1000\n"
                   "feeds.yaml:2:11: the address of an output with a hub has 1001 bytes, expected "
                   "at most 1000\n"
                 : "");
        if (!more)
            config_release(&config);
        str_release(&problems);
        str_release(&text);
    }
}

static void test_secrets_are_never_shown(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_null(strstr(rows[i].lines, "hunter2"));
}

/* 5000 feeds that share one list of 1000 tags: short as text, large when followed. */
static void test_aliases_that_multiply_are_stopped(void **state)
{
    struct config config;
    struct str problems, text;
    struct error err = {0};

    (void)state;
    str_init(&problems, 1 << 20);
    str_init(&text, 1 << 20);
    str_append(&text, "feeds:\n - {url: 'https://a.example/', tags: &t [");
    for (int i = 0; i < 1000; i++)
        str_append(&text, "a, ");
    str_append(&text, "a]}\n");
    for (int i = 0; i < 5000; i++)
        str_appendf(&text, " - {url: 'https://a.example/%d', tags: *t}\n", i);
    assert_int_equal(config_parse(&config, &problems, "feeds.yaml", text.text, text.length, &err),
                     ERR_CONFIG);
    assert_non_null(strstr(problems.text, "more than 4000000 values, expected fewer aliases"));
    str_release(&problems);
    str_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_mistake_is_told),
        cmocka_unit_test(test_secrets_are_never_shown),
        cmocka_unit_test(test_long_addresses_of_hubs),
        cmocka_unit_test(test_aliases_that_multiply_are_stopped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
