from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..const import LANG
from ..tools.agent_access import (
    MAX_POSTS,
    MAX_VIEWS,
    WINDOW,
    get_hash,
    make_token,
    truncate_ip,
)

# What an agent may still read; what it may still add to is PROCEDURE_LIVE.
SHOWN_STATES = ("open", "title", "closed")
#: Days that a link lives, at most and by default.
MAX_DAYS, USUAL_DAYS = 366, 180
LIMITS = {"view": MAX_VIEWS, "post": MAX_POSTS}


class RelanceProcedureAccess(models.Model):
    """The link that shows one procedure to its agent, and lets it report.

    Only the SHA-256 of its token is stored: the link is in the e-mail to the agent,
    and once on the screen of who made it. It expires, is revoked by a person, and
    dies when the procedure changes agent or is cancelled.
    """

    _name = "relance.procedure.access"
    _description = "Link of an Agent"
    _inherit = ["relance.kept.mixin"]
    _order = "id desc"
    _rec_name = "email"

    procedure_id = fields.Many2one(
        "relance.procedure",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="procedure_id.company_id", store=True, index=True
    )
    agent_id = fields.Many2one(
        "res.partner", required=True, readonly=True, index=True, ondelete="restrict"
    )
    email = fields.Char(string="Sent to", readonly=True)
    token_hash = fields.Char(readonly=True, copy=False, groups="base.group_system")
    expiry_date = fields.Date(string="Valid until", required=True, readonly=True)
    revoked_date = fields.Datetime(string="Revoked on", readonly=True, copy=False)
    revoked_reason = fields.Char(readonly=True, copy=False)
    state = fields.Selection(
        [("active", "Valid"), ("expired", "Expired"), ("revoked", "Revoked")],
        compute="_compute_state",
    )
    mail_id = fields.Many2one(
        "mail.mail",
        string="E-mail",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_system",
    )
    last_seen = fields.Datetime(string="Last visit", readonly=True, copy=False)
    view_count = fields.Integer(string="Visits", readonly=True, copy=False)
    log_ids = fields.One2many("relance.procedure.access.log", "access_id")
    # Counters of the current windows; see _take.
    view_window = fields.Datetime(readonly=True, copy=False)
    view_window_count = fields.Integer(readonly=True, copy=False)
    post_window = fields.Datetime(readonly=True, copy=False)
    post_window_count = fields.Integer(readonly=True, copy=False)

    _unique_token = models.UniqueIndex("(token_hash)", "Make the link again.")

    # === COMPUTE METHODS === #

    @api.depends("expiry_date", "revoked_date")
    def _compute_state(self):
        for record in self:
            if record.revoked_date:
                record.state = "revoked"
            else:
                record.state = "active" if record._is_current() else "expired"

    @api.constrains("expiry_date")
    def _check_expiry(self):
        for record in self:
            today = record.company_id._relance_today()
            last = today + timedelta(days=MAX_DAYS)
            if not today <= record.expiry_date <= last:
                raise ValidationError(
                    self.env._(
                        "A link is valid for one year at most, from today: choose"
                        " another date."
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_kept(self):
        if any(record.procedure_id.state != "draft" for record in self):
            raise UserError(
                self.env._("Who could see the procedure is kept: revoke the link.")
            )

    # === LINK === #

    @api.model
    def _make(self, procedure, email, expiry_date):
        """A new link for the agent of an opened procedure.

        :param relance.procedure procedure: that the user may write
        :return: the access, and its token, which nothing can tell again
        :rtype: tuple(relance.procedure.access, str)
        :raise UserError: without agent, or when the procedure is not under way
        """
        procedure.check_access("write")
        procedure._check_has_agent_page()
        token = make_token()
        # sudo: kept; who works on the procedure was checked above
        access = self.sudo().create(
            {
                "procedure_id": procedure.id,
                "agent_id": procedure.agent_id.id,
                "email": email,
                "expiry_date": expiry_date,
                "token_hash": get_hash(token),
            }
        )
        access._log("created", detail=self.env.user.name)
        return access, token

    def _get_url(self, token):
        """Address of the page; the only place where the token is written."""
        return f"{self.procedure_id.get_base_url()}/relance/agent/{token}"

    @api.model
    def _find(self, token):
        """The access that a token opens, else none, whatever the reason.

        :param str token: as received from anybody
        :return: access in sudo, in French, in the only company of its procedure
        """
        digest = get_hash(token)
        # sudo: the token is the right; it shows one procedure and nothing else
        accesses = self.sudo()
        if not digest:
            return accesses
        access = accesses.search([("token_hash", "=", digest)], limit=1)
        if access and not access._is_usable():
            # within the limit: a dead link does not fill the journal
            if access._take("view", seen=0):
                access._log("refused", detail=access._get_refusal())
            return accesses
        company = access.company_id
        # nobody of ours acts: what the agent posts is not a user's
        access = access.with_user(SUPERUSER_ID)
        return access.with_context(
            lang=LANG, allowed_company_ids=company.ids, tz=company._relance_tz().zone
        )

    def _is_current(self):
        return self.expiry_date >= self.company_id._relance_today()

    def _is_usable(self):
        return not self._get_refusal()

    def _get_refusal(self):
        """Code of why a link is dead, or False."""
        procedure = self.procedure_id
        checks = (
            ("revoked", self.revoked_date),
            ("expired", not self._is_current()),
            ("state", procedure.state not in SHOWN_STATES),
            ("agent", procedure.agent_id != self.agent_id),
            ("company", not procedure.company_id.active),
        )
        return next((code for code, found in checks if found), False)

    # === RATE === #

    def _take(self, kind, seen=None):
        """Count one visit or post of the link.

        :param str kind: ``view`` or ``post``
        :param int seen: what the total of visits grows by; default, 1 for a view
        :return: whether it is within what a link may do in a while
        :rtype: bool
        """
        self.ensure_one()
        now = fields.Datetime.now()
        seen = int(kind == "view") if seen is None else seen
        window = SQL.identifier(f"{kind}_window")
        count = SQL.identifier(f"{kind}_window_count")
        self.flush_recordset()
        # one statement: two visits at once are both counted
        [[taken]] = self.env.execute_query(
            SQL(
                """
                UPDATE relance_procedure_access
                   SET %(count)s = CASE WHEN %(window)s > %(since)s
                                        THEN COALESCE(%(count)s, 0) + 1 ELSE 1 END,
                       %(window)s = CASE WHEN %(window)s > %(since)s
                                         THEN %(window)s ELSE %(now)s END,
                       view_count = COALESCE(view_count, 0) + %(seen)s,
                       last_seen = %(now)s
                 WHERE id = %(id)s
             RETURNING %(count)s
                """,
                count=count,
                window=window,
                since=now - timedelta(seconds=WINDOW),
                now=now,
                seen=seen,
                id=self.id,
            )
        )
        self.invalidate_recordset()
        if taken == LIMITS[kind] + 1:
            self._log("limited", detail=kind)
        return taken <= LIMITS[kind]

    # === LOG === #

    def _log(self, kind, detail=None, address=None):
        """Write down a visit or an act: no token, no name, a network at most."""
        # sudo: the journal is written by nobody's right
        self.env["relance.procedure.access.log"].sudo().create(
            {
                "access_id": self.id,
                "kind": kind,
                "detail": detail,
                "network": truncate_ip(address),
            }
        )

    # === ACTIONS === #

    def action_revoke(self):
        """Close the link at once; who follows the procedure decides."""
        self.procedure_id.check_access("write")
        self._revoke(self.env._("By %(user)s", user=self.env.user.name))

    def _revoke(self, reason):
        live = self.filtered(lambda record: not record.revoked_date)
        # sudo: kept; callers checked the rights on the procedure
        live = live.sudo()
        live.mail_id.filtered(lambda mail: mail.state == "outgoing").unlink()
        live.write({"revoked_date": fields.Datetime.now(), "revoked_reason": reason})
        for record in live:
            record._log("revoked")
            record.procedure_id._message_log(
                body=self.env._(
                    "The link of %(agent)s is revoked: %(reason)s",
                    agent=record.agent_id.display_name,
                    reason=reason,
                )
            )

    def action_view_log(self):
        """Open the visits and posts made with this link."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Visits of the agent"),
            "res_model": "relance.procedure.access.log",
            "view_mode": "list",
            "domain": [("access_id", "=", self.id)],
        }
