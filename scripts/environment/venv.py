"""Python environments: Odoo with its own pins, and the checkers apart."""

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from . import debian
from .progress import Failure, run
from .settings import DEBIAN_ODOO, ENV, ROOT, VENV, odoo_path

UNREACHABLE = (
    "pip could not install the Python packages: check the network or the index "
    "set in pip's configuration (pip config list), then run again."
)


class PythonEnvironment:
    """A virtual environment made from files of pinned requirements."""

    def __init__(self, folder, *names):
        self.folder = folder
        self.requirements = [ROOT / "requirements" / name for name in names]
        self.python = folder / "bin/python"
        self.pip = (self.python, "-m", "pip", "--disable-pip-version-check")

    def key(self):
        texts = [path.read_text() for path in self.requirements]
        return repr((str(ROOT), texts))

    def install(self):
        # Kept when only pins changed: other commands may be running from it.
        marker = self.folder / "made-for"
        if not marker.exists() or marker.read_text() != str(ROOT):
            shutil.rmtree(self.folder, ignore_errors=True)
            self.create(base_python())
            marker.write_text(str(ROOT))
        files = [arg for path in self.requirements for arg in ("-r", path)]
        run([*self.pip, "install", "-qq", "--prefer-binary", *files], UNREACHABLE)

    def create(self, python):
        """Make the environment, also where python3-venv is missing."""
        plain = subprocess.run(
            [python, "-m", "venv", self.folder], capture_output=True, check=False
        )
        if not plain.returncode:
            return
        shutil.rmtree(self.folder, ignore_errors=True)
        run(
            [python, "-m", "venv", "--without-pip", self.folder],
            "Python cannot make a virtual environment",
        )
        with tempfile.TemporaryDirectory(prefix="relance-pip-") as folder:
            debian.fetch(["python3-pip-whl/bookworm"], Path(folder))
            wheel = next(Path(folder).rglob("pip-*.whl"))
            with zipfile.ZipFile(wheel) as archive:
                archive.extractall(self.site_packages())
        run([*self.pip, "install", "-qq", "setuptools", "wheel"], UNREACHABLE)

    def site_packages(self):
        return next(self.folder.glob("lib/python3*/site-packages"))


class OdooEnvironment(PythonEnvironment):
    """The one that runs Odoo; a .pth file points at Debian's source (not ``ODOO=``)."""

    def install(self):
        super().install()
        (self.site_packages() / "odoo_source.pth").write_text(f"{DEBIAN_ODOO}\n")
        run(
            [self.python, "-m", "odoo", "--version"],
            "Odoo does not start",
            cwd=ENV,
            env={**os.environ, "PYTHONPATH": str(odoo_path())},
        )


ODOO = OdooEnvironment(VENV, "odoo.txt", "dev.txt")
LINT = PythonEnvironment(ENV / "lint", "lint.txt")


def base_python():
    """A Python 3.11: the one Odoo's pins are for."""
    for name in (sys.executable, "python3.11", "/usr/bin/python3"):
        path = shutil.which(name or "")
        code = "import sys; print(sys.version_info[:2] == (3, 11))"
        if path and subprocess.check_output([path, "-c", code]) == b"True\n":
            return path
    raise Failure("Python 3.11 is needed (Debian 12's python3): none was found.")
