"""confine.py UNIT WRITABLE... -- PROGRAM [ARGUMENT]...: runs a program under the restrictions of a unit, made stricter.

systemd lets a forbidden system call fail with EPERM; here it kills the program (SIGSYS), so that calls whose failure the
program ignores are found, too. Socket families are the exception, because the C library tries AF_NETLINK for every name and
works without it. Enforced are SystemCallFilter, MemoryDenyWriteExecute, RestrictAddressFamilies, NoNewPrivileges, and
ProtectSystem=strict as a read-only view of all folders except those named. Inherited descriptors stay open.
"""

import ctypes
import errno
import os
import re
import subprocess
import sys

ALLOW, KILL, ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
NE, MASKED_EQ, EQ = 1, 7, 4
PROT_WRITE, PROT_EXEC, SHM_EXEC = 2, 4, 0o100000
FAMILIES = {"AF_UNIX": 1, "AF_INET": 2, "AF_INET6": 10}
CLONE_NEWUSER, CLONE_NEWNS = 0x10000000, 0x00020000
MS_RDONLY, MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 1, 32, 4096, 16384, 1 << 18
PR_SET_NO_NEW_PRIVS = 38

libc = ctypes.CDLL(None, use_errno=True)


class Compare(ctypes.Structure):
    _fields_ = [("arg", ctypes.c_uint), ("op", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64)]


def directives(unit):
    """The [Service] section: each name with the list of its values."""
    found = {}
    with open(unit, encoding="utf-8") as file:
        for line in file:
            match = re.match(r"([A-Z]\w+)=(.*)", line.strip())
            if match:
                found.setdefault(match[1], []).append(match[2])
    return found


def groups_read():
    """systemd's groups: each @name with its calls and groups."""
    text = subprocess.run(["systemd-analyze", "syscall-filter"], check=True, capture_output=True, text=True).stdout
    return {part.split()[0]: re.findall(r"^ +(@?[\w-]+)$", part, re.MULTILINE)
            for part in re.split(r"^(?=@)", text, flags=re.MULTILINE) if part.startswith("@")}


def members(groups, words):
    """The calls that these words stand for, nested groups included."""
    calls = {word for word in words if not word.startswith("@")}
    return calls.union(*(members(groups, groups[word]) for word in words if word.startswith("@")))


def calls_allowed(filters):
    """Several lines, as in systemd.exec(5): the first is an allow list, lines with ~ remove calls from it."""
    groups = groups_read()
    allowed = members(groups, ["@default"])
    for line in filters:
        calls = members(groups, line.lstrip("~").split())
        allowed = allowed - calls if line.startswith("~") else allowed | calls
    return allowed


class Filter:
    """Loads one seccomp filter; all loaded filters apply."""

    def __init__(self, otherwise):
        self.library = ctypes.CDLL("libseccomp.so.2", use_errno=True)
        self.library.seccomp_init.restype = ctypes.c_void_p
        self.context = ctypes.c_void_p(self.library.seccomp_init(ctypes.c_uint32(otherwise)))

    def add(self, action, name, *compares):
        number = self.library.seccomp_syscall_resolve_name(name.encode())
        if number < 0:
            return  # this machine does not have the call
        array = (Compare * len(compares))(*compares)
        if self.library.seccomp_rule_add_array(self.context, ctypes.c_uint32(action), number, len(compares), array) != 0:
            sys.exit(f"confine: no rule for {name}")

    def load(self):
        if self.library.seccomp_load(self.context) != 0:
            sys.exit("confine: the filter was refused")


def filters_load(unit):
    rules = directives(unit)
    allowed = calls_allowed(rules["SystemCallFilter"])
    memory, families, calls = Filter(ALLOW), Filter(ALLOW), Filter(KILL)
    if rules.get("MemoryDenyWriteExecute") == ["yes"]:
        both = PROT_WRITE | PROT_EXEC
        memory.add(KILL, "mmap", Compare(2, MASKED_EQ, both, both))
        for name in ("mprotect", "pkey_mprotect"):
            memory.add(KILL, name, Compare(2, MASKED_EQ, PROT_EXEC, PROT_EXEC))
        memory.add(KILL, "shmat", Compare(2, MASKED_EQ, SHM_EXEC, SHM_EXEC))
    open_families = {FAMILIES[word] for word in rules["RestrictAddressFamilies"][0].split()}
    for family in set(range(46)) - open_families:
        families.add(ERRNO | errno.EAFNOSUPPORT, "socket", Compare(0, EQ, family, 0))
    for name in sorted(allowed):
        calls.add(ALLOW, name)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    for one in (memory, families, calls):
        one.load()


def folders_close(writable):
    """Makes all folders but these read-only for a user who is not root. Does nothing without user namespaces."""
    uid, gid = os.getuid(), os.getgid()
    if libc.unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0:
        return False
    for name, text in (("setgroups", "deny"), ("uid_map", f"1000 {uid} 1"), ("gid_map", f"1000 {gid} 1")):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
            file.write(text)
    libc.mount(None, b"/", None, MS_REC | MS_PRIVATE, None)
    for path in writable:
        libc.mount(path.encode(), path.encode(), None, MS_BIND, None)
    with open("/proc/self/mounts", encoding="utf-8") as file:
        points = [line.split()[1].encode().decode("unicode_escape") for line in file]
    for point in points:
        if point not in writable:
            flags = 0
            stat = os.statvfs(point)
            for bit, flag in ((os.ST_NOSUID, 2), (os.ST_NODEV, 4), (os.ST_NOEXEC, 8), (os.ST_NOATIME, 1024),
                              (os.ST_RELATIME, 1 << 21)):
                flags |= flag if stat.f_flag & bit else 0
            libc.mount(None, point.encode(), None, MS_BIND | MS_REMOUNT | MS_RDONLY | flags, None)
    return True


def main():
    at = sys.argv.index("--")
    unit, writable, command = sys.argv[1], sys.argv[2:at], sys.argv[at + 1:]
    folders_close([os.path.realpath(path) for path in writable])
    filters_load(unit)
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
