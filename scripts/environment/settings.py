"""Where things are, and what the caller's environment variables change."""

import hashlib
import os
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ADDON = "relance_recouvrement"
# Every addon at the root, the main one first; the others glue it to other modules.
ADDONS = sorted(
    {ADDON, *(manifest.parent.name for manifest in ROOT.glob("*/__manifest__.py"))}
)
GLUE = tuple(name for name in ADDONS if name != ADDON)
ENV = ROOT / ".env"
OUT = ROOT / "out"
BIN = ENV / "bin"  # wrappers, first in PATH
VENV = ENV / "venv"
DATA = ENV / "data"  # Odoo's data_dir: filestores, sessions
SYSTEM = ENV / "system"  # Debian packages, unpacked
DEBIAN_ODOO = SYSTEM / "usr/lib/python3/dist-packages"
CONFIG = ENV / "odoo.conf"
# Modules of the database which all others are cloned from.
TEMPLATE_MODULES = ("account", "l10n_fr_account")
# Added for the glue addons, which are tested apart: the main one must do without.
GLUE_MODULES = ("sale_margin", "sale_stock")
LANGUAGES = "en_US,fr_FR"  # the first is the users' own


def digest(*parts):
    """A short hash that changes when any of the parts does."""
    joined = "\0".join(str(part) for part in parts)
    return hashlib.sha256(joined.encode()).hexdigest()[:12]


def short_folder(prefix):
    """A folder for sockets, whose path must stay below 108 bytes."""
    name = f"{prefix}-{os.getuid()}-{digest(ROOT)[:8]}"
    return Path(tempfile.gettempdir()) / name


def odoo_given():
    """The Odoo tree named by ``ODOO=``, or None."""
    value = os.environ.get("ODOO")
    if not value:
        return None
    path = Path(value).expanduser().resolve()
    return path.parent if path.is_file() else path


def odoo_path():
    """The folder that holds the ``odoo`` Python package."""
    return odoo_given() or DEBIAN_ODOO


def socket_folder():
    """Where our own PostgreSQL server listens."""
    return short_folder("relance-pg")


def server_given():
    """The caller's own PostgreSQL server (host and port), or None."""
    host = os.environ.get("PGHOST") or os.environ.get("PGSERVICE")
    if not host or host == str(socket_folder()):
        return None
    return host, os.environ.get("PGPORT", "")
