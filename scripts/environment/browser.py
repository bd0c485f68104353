"""Chromium, for the browser tours of the tests."""

import shutil
import subprocess

from . import debian, pdf
from .progress import Failure
from .settings import BIN, SYSTEM

NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
# Dependencies which a headless page never loads, or which must be the machine's.
WITHOUT = (
    *("libc6", "systemd", "systemd-sysv", "dpkg", "tar", "mount", "passwd", "procps"),
    *("perl", "perl-base", "perl-modules-5.36", "libperl5.36", "usrmerge", "adduser"),
    *("adwaita-icon-theme", "x11-utils", "xdg-utils", "libsystemd-shared"),
    *("libllvm15", "libz3-4", "libgl1-mesa-dri"),
)
EXCLUDE = ("*/share/doc/*", "*/share/man/*", "*/share/locale/*", "*/share/info/*")


def key():
    return repr((WITHOUT, EXCLUDE, pdf.LIBRARIES))


def installed():
    return any(shutil.which(name) for name in NAMES)


def install():
    if not (SYSTEM / "usr/lib/chromium/chromium").exists():
        debian.fetch_with_dependencies("chromium", "bookworm", SYSTEM, WITHOUT, EXCLUDE)
    pdf.write_wrapper(BIN / "chromium", SYSTEM / "usr/lib/chromium/chromium")
    version = subprocess.run(
        [BIN / "chromium", "--version", "--no-sandbox"],
        capture_output=True,
        text=True,
        check=False,
    )
    if version.returncode:
        (BIN / "chromium").unlink()
        raise Failure(
            "The private Chromium does not start (apt-get install chromium, then run "
            f"again): {version.stderr.strip()[-300:]}"
        )
