"""Runs one of our scripts inside ``odoo shell``, with the session of session.py."""

import subprocess

from .ports import free_port
from .settings import ROOT

DEMO = "relance_demo"
PRELUDE = """
import sys
sys.path.insert(0, {scripts!r})
from session import open_session
session = open_session(env)
with open({script!r}, encoding="utf-8") as _source:
    exec(compile(_source.read(), {script!r}, "exec"))
"""


def run_script(prepared, name, script, arguments):
    scripts = ROOT / "scripts"
    prelude = PRELUDE.format(scripts=str(scripts), script=str(scripts / script))
    environ = {
        **prepared.environ,
        "RELANCE_ARGUMENTS": " ".join(arguments),
        "ODOO_HTTP_PORT": str(free_port()),
    }
    command = [*prepared.odoo, "shell", "-d", name, "--log-level=warn"]
    return subprocess.run(
        command, input=prelude, text=True, env=environ, check=False
    ).returncode
