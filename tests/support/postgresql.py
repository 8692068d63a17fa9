"""A PostgreSQL server for tests: a scratch folder, a Unix socket, ended with the test.

As a program: postgresql.py COMMAND... starts one, runs the command with its place in HEADWATER_POSTGRESQL (an address of a state
without "schema=") and ends it. Where no server is installed the test is skipped, and fails where CI is set.
"""

import contextlib
import glob
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PLACES = ("/usr/lib/postgresql", os.path.join(ROOT, "build/tools/postgresql/usr/lib/postgresql"))
USER = "headwater"
# A server for tests: what a killed server must bring back stays on, what only a power cut would need does not.
SETTINGS = {"listen_addresses": "''", "fsync": "off", "jit": "off", "shared_buffers": "64MB", "max_connections": "60",
            "autovacuum_naptime": "5s", "log_min_messages": "warning"}


def programs():
    """The folder of the newest server's programs, or None."""
    found = [folder for place in PLACES for folder in sorted(glob.glob(place + "/*/bin"), reverse=True)
             if os.path.exists(folder + "/initdb")]
    return found[0] if found else None


def require():
    if programs() is None:
        print("PostgreSQL is not installed")
        raise SystemExit(1 if os.environ.get("CI") else 77)


class Server:
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="headwater-pg-", dir="/tmp")  # a short path: a socket's name has few letters
        self.bin = programs()
        self.process = None
        # PostgreSQL refuses to run as root
        self.as_user = []
        if os.getuid() == 0:
            user = pwd.getpwnam("nobody")
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self.as_user = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
            if subprocess.run([*self.as_user, "test", "-x", self.bin + "/postgres"], check=False).returncode != 0:
                self.copy_programs()
        self.data = os.path.join(self.folder, "data")
        subprocess.run([*self.as_user, self.bin + "/initdb", "-D", self.data, "-A", "trust", "-U", USER, "-E", "UTF8",
                        "--locale=C", "--no-sync"], check=True, stdout=subprocess.DEVNULL, cwd=self.folder)
        self.start()

    def copy_programs(self):
        """To where its user can reach them."""
        usr = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(self.bin))))
        for part in ("lib/postgresql", "share/postgresql"):
            shutil.copytree(os.path.join(usr, part), os.path.join(self.folder, "usr", part))
        self.bin = self.bin.replace(usr, os.path.join(self.folder, "usr"))

    def start(self):
        options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
        subprocess.run([*self.as_user, self.bin + "/pg_ctl", "-D", self.data, "-l", os.path.join(self.folder, "log"), "-w", "-t", "60",
                        "-o", f"{options} -k {self.folder}", "start"], check=True, stdout=subprocess.DEVNULL, cwd=self.folder)

    def stop(self, mode="fast"):
        subprocess.run([*self.as_user, self.bin + "/pg_ctl", "-D", self.data, "-m", mode, "-w", "-t", "60", "stop"],
                       check=False, stdout=subprocess.DEVNULL, cwd=self.folder)

    def restart(self, mode="fast"):
        self.stop(mode)
        self.start()

    def address(self, schema=None):
        return f"postgresql://{USER}@/postgres?host={self.folder}" + (f"&schema={schema}" if schema else "")

    def query(self, text):
        """The answer's first columns, by psql."""
        result = subprocess.run([self.bin + "/psql", "-h", self.folder, "-U", USER, "-d", "postgres", "-qAtX", "-v", "ON_ERROR_STOP=1",
                                 "-c", text], check=True, capture_output=True, text=True)
        return result.stdout.splitlines()

    def close(self):
        self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def server():
    require()
    running = Server()
    try:
        yield running
    finally:
        running.close()


def main():
    def end(*_):
        raise KeyboardInterrupt
    signal.signal(signal.SIGTERM, end)
    with server() as running:
        return subprocess.run(sys.argv[1:], env={**os.environ, "HEADWATER_POSTGRESQL": running.address()}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
