"""Fetches Debian packages with a private apt state and unpacks them.

The mirror is the one this machine already uses: no host is written here.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from .progress import Failure, run

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
SUITES = ("bookworm", "sid")
NO_APT = "apt-get is needed to fetch Debian packages: this recipe is for Debian 12"


class Apt:
    """A throw-away apt that knows our suites and believes nothing is installed."""

    def __init__(self, folder):
        self.folder = Path(folder)
        for name in ("lists/partial", "cache/archives/partial", "debs"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        (self.folder / "status").touch()
        mirror = find_mirror()
        signed = f"[signed-by={KEYRING}] " if KEYRING.exists() else ""
        (self.folder / "sources.list").write_text(
            "".join(f"deb {signed}{mirror} {suite} main\n" for suite in SUITES)
        )

    def options(self):
        values = {
            "Dir::State": self.folder,
            "Dir::State::status": self.folder / "status",
            "Dir::Cache": self.folder / "cache",
            "Dir::Etc::sourcelist": self.folder / "sources.list",
            "Dir::Etc::sourceparts": "/dev/null",
            "Dir::Etc::preferencesparts": "/dev/null",
            "Acquire::Languages": "none",
            "Acquire::Retries": 3,
        }
        if os.getuid() == 0:
            values["APT::Sandbox::User"] = "root"
        return [
            arg for name, value in values.items() for arg in ("-o", f"{name}={value}")
        ]

    def update(self):
        run(
            ["apt-get", *self.options(), "-q", "update", "--error-on=any"],
            "The Debian mirror of this machine (apt-get indextargets) does not answer "
            "for the suites bookworm and sid: check the network, then run again.",
        )

    def download(self, packages):
        """Fetch packages named ``name/suite``; return the files."""
        debs = self.folder / "debs"
        run(
            ["apt-get", *self.options(), "-q", "download", *packages],
            "The Debian mirror did not deliver: " + " ".join(packages),
            cwd=debs,
        )
        return sorted(debs.glob("*.deb"))

    def closure(self, package, suite):
        """The package and all it depends on, as ``name/suite``-free names."""
        listing = run(
            [
                *("apt-get", *self.options(), "install", "--simulate"),
                *("--no-install-recommends", "-t", suite, package),
            ],
            f"apt cannot resolve the dependencies of {package}",
        )
        lines = (line.split() for line in listing.splitlines())
        return [words[1] for words in lines if words and words[0] == "Inst"]


def find_mirror():
    if not shutil.which("apt-get"):
        raise Failure(NO_APT)
    listing = run(
        [
            *("apt-get", "indextargets", "--no-release-info"),
            *("--format", "$(RELEASE) $(COMPONENT) $(REPO_URI)"),
        ],
        NO_APT,
    )
    for line in listing.splitlines():
        release, component, uri = line.split(" ", 2)
        suite_of_its_own = "-" in release  # bookworm-security, bookworm-updates
        if component == "main" and not suite_of_its_own and "/debian" in uri:
            return uri
    raise Failure("No Debian mirror in this machine's apt sources (suite main).")


def unpack(deb, target, exclude=()):
    """Unpack one package below the target folder."""
    target.mkdir(parents=True, exist_ok=True)
    patterns = [f"--exclude={pattern}" for pattern in exclude]
    archive = subprocess.Popen(["dpkg", "--fsys-tarfile", deb], stdout=subprocess.PIPE)
    with archive.stdout:
        tar = subprocess.run(
            ["tar", "-x", "--no-same-owner", "-C", target, *patterns],
            stdin=archive.stdout,
            check=False,
        )
    if archive.wait() or tar.returncode:
        raise Failure(f"{Path(deb).name} cannot be unpacked (disk full?)")


def fetch(packages, target, exclude=()):
    """Download packages named ``name/suite`` and unpack them below the target."""
    with tempfile.TemporaryDirectory(prefix="relance-apt-") as folder:
        apt = Apt(folder)
        apt.update()
        for deb in apt.download(packages):
            unpack(deb, target, exclude)


def fetch_with_dependencies(package, suite, target, without=(), exclude=()):
    """Same for one package and its dependencies, less those nobody needs here."""
    with tempfile.TemporaryDirectory(prefix="relance-apt-") as folder:
        apt = Apt(folder)
        apt.update()
        names = [name for name in apt.closure(package, suite) if name not in without]
        for deb in apt.download([f"{name}/{suite}" for name in names]):
            unpack(deb, target, exclude)
