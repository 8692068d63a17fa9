#!/usr/bin/env python3
"""Compares what headwater prints for the documents of this folder with what it should.

    golden.py HEADWATER [--refresh]

NAME.xml (or .feed) is read as it is, and with NAME.headers, if there is one, as response headers, one a line; NAME.json is
what it must print. --refresh writes the .json files instead, to be read in review.
"""
import difflib, pathlib, subprocess, sys

HERE = pathlib.Path(__file__).parent


def printed(headwater, document):
    command = [headwater, 'parse', '--url', 'https://news.example.org/feed.xml']
    headers = document.with_suffix('.headers')
    if headers.exists():
        for line in headers.read_text(encoding='utf8').splitlines():
            command += ['--header', line]
    return subprocess.run(command + [str(document)], capture_output=True, check=True).stdout.decode('utf8')


def main():
    headwater, refresh = sys.argv[1], '--refresh' in sys.argv
    documents = sorted([*HERE.glob('*.xml'), *HERE.glob('*.feed')])
    wrong = 0
    for document in documents:
        text, golden = printed(headwater, document), document.with_suffix('.json')
        if refresh:
            golden.write_text(text, encoding='utf8')
            continue
        want = golden.read_text(encoding='utf8')
        if text != want:
            wrong += 1
            sys.stdout.writelines(difflib.unified_diff(want.splitlines(True), text.splitlines(True), golden.name, 'printed'))
    print(f'{len(documents)} documents, {wrong} differ')
    return 1 if wrong or not documents else 0


if __name__ == '__main__':
    sys.exit(main())
