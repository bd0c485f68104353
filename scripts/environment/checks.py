"""The checks of scripts/lint."""

import os
import subprocess
from dataclasses import dataclass

from . import database, node
from .settings import ADDON, ROOT
from .venv import LINT

# Odoo's own linter, those of its classes that look at any addon on the path.
TEST_LINT = (
    *("TestIndex", "ManifestLinter", "TestLintOverrideSignatures", "TestNaming"),
    *("TestTestHoles", "TestOnchangeDomains", "RoutesLinter"),
)


@dataclass
class Check:
    name: str
    command: tuple = ()
    files: str = ""  # appended when the addon has such files, else no run
    method: str = ""


def tool(name):
    return str(LINT.folder / "bin" / name)


ALL = (
    Check("ruff check", (tool("ruff"), "check", ".")),
    Check("ruff format", (tool("ruff"), "format", "--check", ".")),
    Check("pylint-odoo", (tool("pylint"), "--rcfile=.pylintrc-mandatory", ADDON)),
    Check("oca-checks module", (tool("oca-checks-odoo-module"), ADDON)),
    Check("oca-checks po", (tool("oca-checks-po"),), "i18n/*.po*"),
    Check("prettier", method="prettier"),
    Check("odoo test_lint", method="test_lint"),
)


class Tools:
    """Runs checks; each returns its output and an exit code."""

    def __init__(self, prepared):
        self.prepared = prepared

    def run(self, check):
        if check.method:
            return getattr(self, check.method)()
        command = list(check.command)
        if check.files:
            found = sorted((ROOT / ADDON).glob(check.files))
            if not found:
                return "", 0
            command += found
        return self._call(command)

    def _call(self, command, **environ):
        path = f"{LINT.folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
        result = subprocess.run(
            [str(part) for part in command],
            cwd=ROOT,
            env={**os.environ, "PATH": path, **environ},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return result.stdout, result.returncode

    def prettier(self):
        pattern = f"{ADDON}/**/*.{{xml,js,scss}}"
        options = ("--check", "--no-error-on-unmatched-pattern", pattern)
        return self._call([node.program(), node.PRETTIER, *options])

    def test_lint(self):
        """Installs the addon beside Odoo's linter and runs it on what is ours."""
        prepared = self.prepared
        name = f"relance_lint_{os.getpid()}"
        prepared.fresh_database(name)
        tags = ",".join(f"/test_lint:{suite}" for suite in TEST_LINT)
        command = [
            *(*prepared.odoo, "-d", name, "-i", f"{ADDON},test_lint"),
            *("--test-tags", tags, "--stop-after-init", "--log-level=warn"),
            "--without-demo",
        ]
        try:
            return self._call(command, **prepared.environ)
        finally:
            database.drop(prepared.environ, name)
