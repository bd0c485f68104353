"""What scripts/demo.py and scripts/bench.py find, beside ``env``, as ``session``.

It lives inside ``odoo shell``: an HTTP server for this database (PDFs fetch their
header and styles there) and an SMTP server writing to out/mail/.
"""

import os
from pathlib import Path

import smtp_sink
from environment.ports import free_port
from environment.settings import OUT

import odoo


class Session:
    def __init__(self, env, arguments):
        self.env = env
        self.arguments = arguments
        self.out = Path(OUT)
        self.out.mkdir(exist_ok=True)
        self.url = None

    def serve(self):
        """Answer HTTP at ``url`` from this process, so that PDFs come out whole."""
        server = odoo.service.server.server
        self.url = f"http://127.0.0.1:{server.port}"
        parameters = self.env["ir.config_parameter"]
        parameters.set_param("report.url", self.url)
        parameters.set_param("web.base.url", self.url)
        parameters.set_param("web.base.url.freeze", "True")
        parameters.set_param("report.print_delay", "100")
        self.env.cr.commit()
        server.http_spawn()

    def catch_mail(self):
        """Send every e-mail of this database to files in out/mail/."""
        port = free_port()
        smtp_sink.start(self.out / "mail", port)
        values = {
            "name": "out/mail",
            "smtp_host": "127.0.0.1",
            "smtp_port": port,
            "smtp_encryption": "none",
            "smtp_authentication": "login",
            "sequence": 1,
        }
        servers = self.env["ir.mail_server"]
        server = servers.search([("name", "=", values["name"])], limit=1)
        if server:
            server.write(values)
        else:
            servers.create(values)
        self.env.cr.commit()


def open_session(env):
    session = Session(env, os.environ.get("RELANCE_ARGUMENTS", "").split())
    session.serve()
    session.catch_mail()
    return session
