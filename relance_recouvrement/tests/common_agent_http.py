import re

from odoo.tests import HttpCase

from .common_agent import AgentCommon


class AgentHttpCommon(AgentCommon, HttpCase):
    """What an outside client does with the link: HTTP only."""

    def setUp(self):
        super().setUp()
        self.procedure = self._procedure(self._invoice())
        self.step = self._step(self.procedure)
        self.access, self.token = self._link(self.procedure)
        self.env.flush_all()

    def _get(self, token=None, path="", **kwargs):
        return self.url_open(f"/relance/agent/{token or self.token}{path}", **kwargs)

    def _csrf(self, token=None):
        page = self._get(token).text
        return re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)

    def _post(self, kind, token=None, csrf=True, document=None, **data):
        token = token or self.token
        if csrf:
            data["csrf_token"] = self._csrf() if csrf is True else csrf
        files = {"document": document} if document else None
        return self.url_open(
            f"/relance/agent/{token}/{kind}",
            data=data,
            files=files,
            allow_redirects=False,
        )

    def _kinds(self, access=None):
        self.env.invalidate_all()
        return (access or self.access).log_ids.sorted("id").mapped("kind")
