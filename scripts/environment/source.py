"""Odoo's source: Debian's package unpacked, or the tree named by ``ODOO=``."""

import os
import shutil

from . import debian
from .progress import Failure
from .settings import SYSTEM, odoo_path

PACKAGES = (
    "odoo-19/sid",
    # What the package's symbolic links point to.
    "libjs-jquery/sid",
    "libjs-underscore/sid",
    "libjs-jquery-form/sid",
    "fonts-roboto-unhinted/sid",
    "fonts-montserrat/sid",
    "fonts-ocr-b/sid",
    "fonts-glyphicons-halflings/sid",
    "fonts-font-awesome/bookworm",
    "fonts-inconsolata/bookworm",
)
EXCLUDE = (
    "./usr/lib/python3/dist-packages/addons",  # a duplicate of odoo/addons
    # Languages other than French.
    "*/i18n/[!f]*.po",
    "*/i18n/f[!r]*.po",
    "*/i18n/fr_*.po",
)
# The Debian package leaves this file out; without it every browser tour fails on
# "selfie_segmentation.js not found". Blurring a webcam is no loss here.
MISSING_SCRIPT = (
    "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"
)


def key():
    return repr((PACKAGES, EXCLUDE))


def install():
    shutil.rmtree(odoo_path(), ignore_errors=True)
    debian.fetch(PACKAGES, SYSTEM, EXCLUDE)
    broken = relink(odoo_path())
    if broken:
        raise Failure(f"Odoo's package points to missing files: {broken[:5]}")
    script = odoo_path() / MISSING_SCRIPT
    script.parent.mkdir(parents=True, exist_ok=True)
    script.touch()


def relink(folder):
    """Make absolute symbolic links stay within .env; return those left broken."""
    broken = []
    for parent, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = os.path.join(parent, name)
            if not os.path.islink(path):
                continue
            target = os.readlink(path)
            if os.path.isabs(target):
                os.unlink(path)
                os.symlink(os.path.relpath(f"{SYSTEM}{target}", parent), path)
            if not os.path.exists(path):
                broken.append(path)
    return broken


def check_given():
    """Fail early when ``ODOO=`` does not name an Odoo 19 tree."""
    release = odoo_path() / "odoo/release.py"
    if not release.is_file():
        raise Failure(f"ODOO: no odoo/release.py under {odoo_path()}")
    if "version_info = (19, 0" not in release.read_text():
        raise Failure(f"ODOO: {odoo_path()} is not Odoo 19")
