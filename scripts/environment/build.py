"""Prepares everything a command needs and returns how to call it."""

import os
import re
from dataclasses import dataclass, field

from . import browser, database, pdf, postgres, source, venv
from .progress import Failure, Step, execute_all, lock, run
from .settings import (
    BIN,
    CONFIG,
    DATA,
    ROOT,
    VENV,
    odoo_given,
    odoo_path,
    server_given,
)

LOGGED = re.compile(r"^\S+ \S+ \d+ (WARNING|ERROR|CRITICAL) ")


@dataclass
class Prepared:
    """How to call Odoo: command line prefix and environment variables."""

    odoo: list = field(default_factory=list)
    environ: dict = field(default_factory=dict)

    @property
    def python(self):
        return self.odoo[0]

    def install(self, name, modules, with_demo=False):
        """Install modules; a warning in Odoo's log is a failure."""
        if with_demo:
            # Demo data of our addon alone: Odoo loads it when the addons it depends
            # on are said to have theirs.
            statement = "UPDATE ir_module_module SET demo = (state = 'installed')"
            database.sql(self.environ, statement, name)
        options = ["--stop-after-init", "--no-http", "--log-level=warn"]
        options.append("--skip-auto-install")
        options.append("--with-demo" if with_demo else "--without-demo")
        log = run(
            [*self.odoo, "-d", name, "-i", modules, *options],
            f"Odoo cannot install {modules}:",
            lines=60,
            env=self.environ,
        )
        warnings = [line for line in log.splitlines() if LOGGED.search(line)]
        if warnings:
            raise Failure(f"Odoo warns while installing {modules}:\n{log.strip()}")

    def fresh_database(self, name, modules=()):
        """Drop and create a database from the template, which holds ``modules``."""
        database.ensure_template(self.environ, self.odoo, modules)
        database.drop(self.environ, name)
        database.clone(self.environ, database.template_name(modules), name)


def steps(with_browser):
    if odoo_given():
        source.check_given()
    else:
        yield Step("odoo", "Odoo 19 from Debian", source.key(), source.install)
    yield Step("python", "Python packages", venv.ODOO.key(), venv.ODOO.install)
    yield Step("pdf", "wkhtmltopdf, libraries and fonts", pdf.key(), pdf.install)
    if with_browser and not browser.installed():
        yield Step("browser", "Chromium", browser.key(), browser.install)


def prepare(name=None, with_browser=False):
    """Build what is missing, start the server, create the database ``name``."""
    execute_all(list(steps(with_browser)))
    server = None if server_given() else postgres.Server()
    environ = variables(server)
    if server and not server.is_up():
        with lock():
            server.start()
    write_config()
    prepared = Prepared([str(VENV / "bin/python"), "-P", "-m", "odoo"], environ)
    names = database.ensure_template(environ, prepared.odoo)
    database.ensure(environ, name, names)
    return prepared


def prepare_lint():
    """Odoo, and the checkers in an environment of their own."""
    execute_all([Step("lint", "Checkers", venv.LINT.key(), venv.LINT.install)])
    return prepare()


def variables(server):
    """The environment of every program we start."""
    environ = dict(os.environ)
    path = [BIN, VENV / "bin", *environ.get("PATH", "").split(os.pathsep)]
    programs = postgres.Server().bin
    if server:
        environ.update(server.environ())
        path.insert(2, programs)
    else:
        path.append(programs)  # psql and createdb, where the machine has none
    environ["PATH"] = os.pathsep.join(map(str, path))
    environ["ODOO_RC"] = str(CONFIG)
    environ.setdefault("LC_ALL", "C.UTF-8")
    given = odoo_given()
    if given:
        environ["PYTHONPATH"] = str(given)
    return environ


def addons_path():
    """Odoo refuses a folder without addons, so ours counts once it has one."""
    folders = [odoo_path() / "odoo/addons", odoo_path() / "addons"]
    if any(ROOT.glob("*/__manifest__.py")):
        folders.insert(0, ROOT)
    return [folder for folder in folders if folder.is_dir()]


def write_config():
    text = "\n".join(
        [
            "[options]",
            f"addons_path = {','.join(map(str, addons_path()))}",
            f"data_dir = {DATA}",
            "http_interface = 127.0.0.1",
            "admin_passwd = admin",
            "",
        ]
    )
    if not CONFIG.exists() or CONFIG.read_text() != text:
        fresh = CONFIG.with_suffix(f".{os.getpid()}")
        fresh.write_text(text)
        fresh.replace(CONFIG)  # at once, for those reading it now
