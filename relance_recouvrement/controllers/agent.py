from werkzeug.exceptions import NotFound

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.http import Controller, content_disposition, request, route

from ..const import LANG
from ..tools.agent_access import (
    MAX_BODY,
    MAX_FILE,
    WINDOW,
    clean_name,
    find_type,
)

PAGE = "/relance/agent/<string:token>"
KINDS = ("step", "message", "collected", "remitted")
TYPED = ("step", "date", "amount", "reference", "note")
# No script, no other site, no frame, no trace of the link anywhere else.
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src data:; form-action 'self';"
        " base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


class RelanceAgent(Controller):
    """The page of an agent: one procedure, by its link, without an account.

    Plain HTML forms: any client that speaks HTTP may use it. A link that is guessed,
    expired, revoked or of no procedure shown gets one and the same answer.
    """

    @route(PAGE, type="http", auth="public", methods=["GET"])
    def page(self, token, done=None, **_kwargs):
        """The procedure handed over.

        :param str token: of a ``relance.procedure.access``
        """
        access = self._find(token)
        if not access:
            return self._refuse()
        if not access._take("view"):
            return self._slow_down()
        access._log("view", address=self._address())
        return self._show(access, token, done=done if done in KINDS else None)

    @route(
        f"{PAGE}/exhibit/<int:exhibit_id>", type="http", auth="public", methods=["GET"]
    )
    def exhibit(self, token, exhibit_id, **_kwargs):
        """One exhibit of the last complete file of this procedure.

        :param int exhibit_id: as shown on the page
        """
        return self._download(token, "exhibit", exhibit_id)

    @route(
        f"{PAGE}/file/<any(pdf,zip):kind>", type="http", auth="public", methods=["GET"]
    )
    def file(self, token, kind, **_kwargs):
        """The last complete file of this procedure, whole.

        :param str kind: ``pdf`` or ``zip``
        """
        return self._download(token, kind)

    def _download(self, token, kind, exhibit_id=None):
        access = self._find(token)
        if not access:
            return self._refuse()
        if not access._take("view"):
            return self._slow_down()
        lines = access.procedure_id._get_exhibits_for_agent()
        if kind == "exhibit":
            # by comparison: an id of anything else is no exhibit
            line = lines.filtered(lambda row: row.id == exhibit_id)
            attachment, name = line.attachment_id, line.filename
        else:
            attachment = lines.file_id[f"{kind}_attachment_id"]
            name = attachment.name
        if not attachment:
            access._log("invalid", detail=kind, address=self._address())
            return self._refuse()
        access._log("download", detail=name, address=self._address())
        return self._send(attachment, name)

    @route(
        f"{PAGE}/<string:kind>",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=True,
        max_content_length=MAX_BODY,
    )
    def report(self, token, kind, **post):
        """A step, a message, an amount collected or handed over.

        :param str kind: one of :data:`KINDS`
        """
        access = self._find(token)
        if not access or kind not in KINDS:
            return self._refuse()
        if not access._take("post"):
            return self._slow_down()
        try:
            with request.env.cr.savepoint():
                self._keep(access, kind, post)
        except (UserError, ValidationError) as error:
            access.env.invalidate_all(flush=False)
            access._log("invalid", detail=kind, address=self._address())
            return self._show(access, token, error=error.args[0], kind=kind, post=post)
        access._log(kind, address=self._address())
        return self._answer(
            "", status=303, Location=f"/relance/agent/{token}?done={kind}#fait"
        )

    # === POSTS === #

    def _keep(self, access, kind, post):
        procedure = access.procedure_id
        env = access.env
        values = {
            "date": self._read_date(env, post.get("date")),
            "amount": self._read_amount(env, post.get("amount")),
            "reference": self._read_text(post.get("reference")),
            "note": self._read_text(post.get("note")),
            "step": self._read_step(procedure, post.get("step")),
        }
        # last: what is refused leaves no file
        values["attachments"] = self._read_file(env, procedure, post.get("document"))
        procedure._report(kind, values, access)

    def _read_text(self, value):
        return value if isinstance(value, str) else ""

    def _read_date(self, env, value):
        if not value or not isinstance(value, str):
            return False
        try:
            return fields.Date.to_date(value)
        except ValueError as error:
            raise UserError(
                env._("This is not a date: write it as 2026-03-31.")
            ) from error

    def _read_amount(self, env, value):
        if not value or not isinstance(value, str):
            return 0.0
        text = value.replace("€", "").replace(",", ".")
        try:
            return float("".join(text.split()))
        except ValueError as error:
            raise UserError(
                env._("This is not an amount: write it as 1234,56.")
            ) from error

    def _read_step(self, procedure, value):
        steps = procedure._get_agent_steps()
        return steps.filtered(lambda step: str(step.id) == value)

    def _read_file(self, env, procedure, upload):
        """The document sent, kept if its content is what it may be."""
        files = env["ir.attachment"]
        if not upload or isinstance(upload, str) or not upload.filename:
            return files
        content = upload.read(MAX_FILE + 1)
        if len(content) > MAX_FILE:
            raise UserError(env._("The document is larger than 10 MB."))
        mimetype = find_type(content)
        if not mimetype:
            raise UserError(
                env._("Only PDF, JPEG and PNG documents are accepted, whole ones.")
            )
        # a proof is kept as it came, never resized
        return files.with_context(image_no_postprocess=True).create(
            {
                "name": clean_name(upload.filename, mimetype),
                "raw": content,
                "mimetype": mimetype,
                "res_model": "relance.procedure",
                "res_id": procedure.id,
            }
        )

    # === ANSWERS === #

    def _find(self, token):
        return request.env["relance.procedure.access"]._find(token)

    def _address(self):
        return request.httprequest.remote_addr

    def _show(self, access, token, done=None, error=None, kind=None, post=None):
        typed = {
            name: value
            for name, value in (post or {}).items()
            if name in TYPED and isinstance(value, str)
        }
        values = {
            "page": access.procedure_id._get_agent_page(),
            "url": f"/relance/agent/{token}",
            "csrf_token": request.csrf_token(),
            "today": access.company_id._relance_today().isoformat(),
            "expiry": access.procedure_id._format_date(access.expiry_date),
            "done": done,
            "error": error,
            "kind": kind,
            "typed": typed,
        }
        return self._render(access.env, "agent_page", values, 400 if error else 200)

    def _refuse(self):
        """One answer for every link that opens nothing: it tells nothing."""
        return self._render(request.env, "agent_refused", {}, NotFound.code)

    def _slow_down(self):
        response = self._render(request.env, "agent_slow", {}, 429)
        response.headers["Retry-After"] = str(WINDOW)
        return response

    def _render(self, env, template, values, status):
        # sudo: templates are the same for everybody; they get plain values only
        html = (
            env["ir.qweb"]
            .sudo()
            ._render(
                f"relance_recouvrement.{template}",
                values,
                lang=LANG,
                minimal_qcontext=True,
            )
        )
        return self._answer(f"<!DOCTYPE html>\n{html}", status=status)

    def _answer(self, body, status=200, **headers):
        kind = {"Content-Type": "text/html; charset=utf-8"}
        headers = {**kind, **HEADERS, **headers}
        return request.make_response(body, headers=list(headers.items()), status=status)

    def _send(self, attachment, name):
        stream = request.env["ir.binary"]._get_stream_from(attachment)
        response = stream.get_response(as_attachment=True, max_age=0, immutable=False)
        response.headers.update(HEADERS)
        response.headers["Content-Disposition"] = content_disposition(name)
        return response
