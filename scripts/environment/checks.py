"""The checks of scripts/lint."""

import os
import subprocess
import tempfile
from dataclasses import dataclass

from . import database, node
from .ports import free_port
from .progress import Failure, Step, execute_all
from .settings import ADDONS, GLUE_MODULES, ROOT
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
    files: str = ""  # of each addon, appended when there are such, else no run
    method: str = ""


def tool(name):
    return str(LINT.folder / "bin" / name)


ALL = (
    Check("ruff check", (tool("ruff"), "check", ".")),
    Check("ruff format", (tool("ruff"), "format", "--check", ".")),
    Check("pylint-odoo", (tool("pylint"), "--rcfile=.pylintrc-mandatory", *ADDONS)),
    Check("oca-checks module", (tool("oca-checks-odoo-module"), *ADDONS)),
    # Disabled: it empties the translations equal to their source, and the letters'
    # source is French; they must count as translated.
    Check(
        "oca-checks po",
        (tool("oca-checks-po"), "--disable=po-pretty-format"),
        "i18n/*.po*",
    ),
    Check("prettier", method="prettier"),
    Check("odoo test_lint", method="test_lint"),
    Check("translations", method="translations"),
)


class Tools:
    """Runs checks; each returns its output and an exit code."""

    def __init__(self, prepared):
        self.prepared = prepared
        self.database = None  # made by the first check that needs one

    def __enter__(self):
        return self

    def __exit__(self, *error):
        if self.database:
            database.drop(self.prepared.environ, self.database)

    def run(self, check):
        if check.method:
            return getattr(self, check.method)()
        command = list(check.command)
        if check.files:
            found = [
                path
                for addon in ADDONS
                for path in sorted((ROOT / addon).glob(check.files))
            ]
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
        try:
            execute_all([Step("node", "prettier", node.key(), node.install)])
        except Failure as failure:
            return str(failure), 1
        patterns = [f"{addon}/**/*.{{xml,js,scss}}" for addon in ADDONS]
        options = ("--check", "--no-error-on-unmatched-pattern", *patterns)
        return self._call([node.program(), node.PRETTIER, *options])

    def test_lint(self):
        """Odoo's linter, on a database that holds our addons too."""
        tags = ",".join(f"/test_lint:{suite}" for suite in TEST_LINT)
        options = ("-i", ",".join([*ADDONS, "test_lint"]), "--test-tags", tags)
        return self._odoo(*options)

    def translations(self, action="check"):
        """The .pot files say what the code says, and French is complete."""
        output, code = self._odoo("-i", ",".join(ADDONS))
        if code:
            return output, code
        results = [self._translations(addon, action) for addon in ADDONS]
        return "".join(output for output, _code in results), max(
            code for _output, code in results
        )

    def _translations(self, addon, action):
        with tempfile.TemporaryDirectory(prefix="relance-i18n-") as folder:
            exported = f"{folder}/{addon}.pot"
            command = ("i18n", "export", "-d", self.database, addon, "-o", exported)
            output, code = self._call(
                [*self.prepared.odoo, *command], **self.prepared.environ
            )
            if code:
                return output, code
            script = ROOT / "scripts/environment/translations.py"
            i18n = ROOT / addon / "i18n"
            return self._call([self.prepared.python, script, action, exported, i18n])

    def _odoo(self, *options):
        if not self.database:
            self.database = f"relance_lint_{os.getpid()}"
            self.prepared.fresh_database(self.database, GLUE_MODULES)
        command = [*self.prepared.odoo, "-d", self.database, *options]
        command += ["--stop-after-init", "--without-demo", "--log-level=warn"]
        command.append("--skip-auto-install")
        command.append(f"--http-port={free_port()}")
        return self._call(command, **self.prepared.environ)
