"""Certification authorities and certificates for one test, created with the openssl command."""

import os
import subprocess


def openssl(*arguments, folder):
    done = subprocess.run(["openssl", *arguments], cwd=folder, capture_output=True, text=True)
    if done.returncode != 0:
        raise AssertionError(done.stderr)


def make_key(folder, name):
    openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", name + ".key", folder=folder)


def make_authority(folder, name):
    make_key(folder, name)
    openssl("req", "-x509", "-new", "-key", name + ".key", "-subj", "/CN=" + name, "-days", "2", "-out", name + ".pem",
            "-addext", "subjectAltName=IP:127.0.0.1", folder=folder)


def lifetime(days):
    """OpenSSL 3.5 takes no negative number, and what it takes instead OpenSSL 3.0 does not know."""
    said = subprocess.run(["openssl", "x509", "-help"], capture_output=True, text=True)
    if not days.startswith("-") or "-not_after" not in said.stdout + said.stderr:
        return ("-days", days)
    return ("-not_before", "20240101000000Z", "-not_after", "20240102000000Z")


def make_certificate(folder, name, authority, names, days="2"):
    """days: validity; a negative number gives an expired certificate."""
    make_key(folder, name)
    openssl("req", "-new", "-key", name + ".key", "-subj", "/CN=" + name, "-out", name + ".csr", folder=folder)
    with open(os.path.join(folder, name + ".ext"), "w", encoding="utf-8") as file:
        file.write("subjectAltName=" + names)
    openssl("x509", "-req", "-in", name + ".csr", "-CA", authority + ".pem", "-CAkey", authority + ".key",
            "-CAcreateserial", *lifetime(days), "-extfile", name + ".ext", "-out", name + ".pem", folder=folder)
