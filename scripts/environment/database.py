"""Databases: a prepared template, and its clones in a second or two.

A clone is PostgreSQL's own copy plus hard links to the template's files (Odoo
never changes a file of a filestore, it only adds and removes).
"""

import os
import shutil
import subprocess

from . import source
from .progress import Failure, lock, run, say
from .settings import (
    DATA,
    LANGUAGES,
    TEMPLATE_MODULES,
    digest,
    odoo_given,
    server_given,
)

TEMPLATE_SETUP = """
france = env.ref("base.fr")
company = env.company
company.write({"country_id": france.id, "currency_id": env.ref("base.EUR").id})
env["account.chart.template"].try_loading("fr", company)
env.ref("base.user_admin").tz = "Europe/Paris"
env.cr.commit()
"""


def template_name(modules=()):
    """Changes with anything the template is made from.

    ``modules`` are those it holds beside ``TEMPLATE_MODULES``.
    """
    parts = [odoo_given(), source.PACKAGES, TEMPLATE_MODULES, LANGUAGES, TEMPLATE_SETUP]
    parts.extend(server_given() or ())
    parts.extend(modules)
    return f"relance_template_{digest(*parts)[:8]}"


def sql(environ, statement, database="postgres", problem="The database server"):
    return run(
        ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", statement],
        f"{problem} answers:",
        env={**environ, "PGDATABASE": database},
    ).strip()


def existing(environ):
    """The databases there are, or None when the server does not answer."""
    answer = subprocess.run(
        ["psql", "-X", "-A", "-t", "-c", "SELECT datname FROM pg_database"],
        env={**environ, "PGDATABASE": "postgres"},
        capture_output=True,
        text=True,
        check=False,
    )
    return None if answer.returncode else set(answer.stdout.split())


def create_empty(environ, name):
    # Not by Odoo, which would ask for extensions these binaries lack and log errors.
    run(
        ["createdb", "-T", "template0", "-E", "UTF8", "--lc-collate=C", name],
        f"Database {name} cannot be created:",
        env=environ,
    )


def drop(environ, name):
    sql(environ, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    shutil.rmtree(DATA / "filestore" / name, ignore_errors=True)


def clone(environ, origin, name):
    """Copy a database nobody is connected to, with its files."""
    sql(environ, f'CREATE DATABASE "{name}" TEMPLATE "{origin}"')
    files = DATA / "filestore" / origin
    if files.exists():
        target = DATA / "filestore" / name
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(files, target, copy_function=os.link)
    sql(
        environ,
        "UPDATE ir_config_parameter SET value = gen_random_uuid() WHERE key IN "
        "('database.uuid', 'database.secret')",
        name,
    )


def build_template(environ, odoo):
    """Install the modules every database of this project needs."""
    name = template_name()
    building = f"{name}_building"
    drop(environ, building)
    create_empty(environ, building)
    install(environ, odoo, building, TEMPLATE_MODULES, "--load-language", LANGUAGES)
    shell = subprocess.run(
        [*odoo, "shell", "-d", building, "--no-http"],
        input=TEMPLATE_SETUP,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    if shell.returncode or "Traceback" in shell.stderr:
        raise Failure(f"The template database is incomplete:\n{shell.stderr[-1500:]}")
    finish_template(environ, building, name)


def extend_template(environ, odoo, modules):
    """Install more modules in a copy of the template."""
    name = template_name(modules)
    building = f"{name}_building"
    drop(environ, building)
    clone(environ, template_name(), building)
    install(environ, odoo, building, modules, "--skip-auto-install")
    finish_template(environ, building, name)


def install(environ, odoo, name, modules, *options):
    run(
        [
            *(*odoo, "-d", name, "-i", ",".join(modules), *options),
            *("--stop-after-init", "--max-cron-threads=0", "--no-http"),
        ],
        "Odoo cannot prepare the template database:",
        env=environ,
    )


def finish_template(environ, building, name):
    """Give the template its name: from now on it is only copied."""
    shutil.rmtree(DATA / "filestore" / name, ignore_errors=True)
    if (DATA / "filestore" / building).exists():
        os.rename(DATA / "filestore" / building, DATA / "filestore" / name)
    sql(environ, f'ALTER DATABASE "{building}" RENAME TO "{name}"')
    sql(environ, f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS false')


def ensure_template(environ, odoo, modules=()):
    """Build the template when it is missing; return the existing databases."""
    names = existing(environ)
    if names is not None and template_name(modules) in names:
        return names
    with lock():
        names = existing(environ)
        if names is None:
            raise Failure("The PostgreSQL server does not answer (PGHOST, PGUSER?).")
        if template_name() not in names:
            say("Preparing the template database (about a minute) ...")
            build_template(environ, odoo)
        if modules and template_name(modules) not in names:
            say(f"Adding {', '.join(modules)} to a copy of it ...")
            extend_template(environ, odoo, modules)
    return existing(environ)


def ensure(environ, name, names):
    """Create a missing database from the template."""
    if name and name not in names:
        say(f"Creating database {name} from the template ...")
        clone(environ, template_name(), name)
