"""Prepares everything a command needs and returns how to call it."""

import os
from dataclasses import dataclass, field

from . import browser, database, pdf, postgres, source, venv
from .progress import Step, execute_all, lock
from .settings import (
    BIN,
    CONFIG,
    DATA,
    ENV,
    ROOT,
    VENV,
    odoo_given,
    odoo_path,
    server_given,
)



@dataclass
class Prepared:
    """How to call Odoo: command line prefix and environment variables."""

    odoo: list = field(default_factory=list)
    environ: dict = field(default_factory=dict)

    def fresh_database(self, name):
        """Drop and create a database from the template."""
        database.drop(self.environ, name)
        database.clone(self.environ, database.template_name(), name)


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


def variables(server):
    """The environment of every program we start."""
    environ = dict(os.environ)
    path = [str(BIN), str(VENV / "bin")]
    if server:
        environ.update(server.environ())
        path.append(str(server.bin))
    environ["PATH"] = os.pathsep.join([*path, environ.get("PATH", "")])
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
        ENV.mkdir(exist_ok=True)
        CONFIG.write_text(text)
