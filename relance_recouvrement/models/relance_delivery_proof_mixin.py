from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ..tools.debtor import get_regime
from ..tools.proof import sha256

# What is known of a letter after it left, in the order of its life.
FACTS = (
    "tracking_number",
    "presented_date",
    "received_date",
    "returned_date",
    "return_reason",
)
DAYS = ("posted_date", "presented_date", "received_date", "returned_date")
SCANS = ("deposit_proof_ids", "proof_attachment_ids")
UNPOSTED = ("pending", "to_post", "queued", "cancelled")
PROOF_STATES = [
    ("draft", "Draft"),
    ("approved", "Approved"),
    ("sent", "Sent"),
    ("presented", "Presented"),
    ("delivered", "Delivered"),
    ("unclaimed", "Unclaimed"),
    ("refused", "Refused"),
    ("npai", "Unknown at this address"),
    ("failed", "Failed"),
    ("cancelled", "Cancelled"),
]
STATES = {
    "pending": "draft",
    "to_post": "approved",
    "queued": "approved",
    "delivered": "delivered",
    "bounced": "failed",
    "failed": "failed",
    "cancelled": "cancelled",
}
RETURNED = {"unclaimed": "unclaimed", "refused": "refused", "unknown_address": "npai"}


class RelanceDeliveryProofMixin(models.AbstractModel):
    """The chain of evidence of a letter, from its deposit to its receipt (LAW §4.2).

    Days may be corrected, each change is told in the case; a scan that was added
    stays as it is.
    """

    _name = "relance.delivery.proof.mixin"
    _description = "Chain of Evidence of a Letter"

    proof_state = fields.Selection(
        PROOF_STATES, string="Stage", compute="_compute_proof_state"
    )
    presented_date = fields.Date(
        string="First presentation",
        help="Of the first attempt to hand it over, as La Poste's tracking tells.",
    )
    received_date = fields.Date(
        help="Written on the receipt with the signature. A consumer owes legal"
        " interest from the next day (C. civ. 1231-6 and 1344-1)."
    )
    returned_date = fields.Date(
        string="Came back on", help="Kept at the post office for fifteen days before."
    )
    return_reason = fields.Selection(
        [
            ("unclaimed", "Unclaimed"),
            ("refused", "Refused"),
            ("unknown_address", "Unknown at this address"),
        ]
    )
    deposit_proof_ids = fields.Many2many(
        "ir.attachment",
        "relance_delivery_deposit_rel",
        "delivery_id",
        "attachment_id",
        string="Proofs of deposit",
        help="Scan of the slip stamped by La Poste, or the provider's file.",
    )
    proof_attachment_ids = fields.Many2many(
        "ir.attachment",
        string="Receipts and returns",
        help="Scan of the signed receipt, of the envelope that came back, or the"
        " provider's file.",
    )
    scan_hashes = fields.Json(readonly=True, copy=False, help="SHA-256 of each scan.")
    proof_note = fields.Char(compute="_compute_proof_note")

    # Electronic registered letter
    is_electronic = fields.Boolean(
        string="Electronic registered letter",
        readonly=True,
        copy=False,
        help="Handed over to a qualified provider (eIDAS regulation, article 44).",
    )
    lre_provider = fields.Char(string="Provider", readonly=True, copy=False)
    lre_consent_id = fields.Many2one(
        "relance.lre.consent",
        string="Consent",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    # === COMPUTE METHODS === #

    @api.depends("state", "presented_date", "return_reason")
    def _compute_proof_state(self):
        for delivery in self:
            state = STATES.get(delivery.state)
            if delivery.state == "returned":
                state = RETURNED.get(delivery.return_reason, "unclaimed")
            delivery.proof_state = state or (
                "presented" if delivery.presented_date else "sent"
            )

    @api.depends("received_date", "return_reason", "channel")
    def _compute_proof_note(self):
        """What the law draws from the receipt or from the return."""
        for delivery in self:
            delivery.proof_note = (
                delivery.channel == "registered" and delivery._get_proof_note()
            )

    def _get_proof_note(self):
        notice = self.level_id.stage == "formal_notice"
        legal = get_regime(self.reminder_id.regime).interest == "legal"
        if self.received_date and notice and legal:
            return self.env._(
                "Legal interest runs from %(date)s, the day after the receipt (articles"
                " 1231-6 and 1344-1 of the Code civil).",
                date=self._say_day(self.received_date + timedelta(days=1)),
            )
        if self.return_reason == "unclaimed":
            return self.env._(
                "An unclaimed registered letter is still a formal notice (Cass. civ."
                " 1, 20 January 2021, 19-20.680). Keep the envelope closed."
            )
        if self.return_reason == "refused":
            return self.env._("A refused letter counts. Keep the envelope closed.")
        if self.return_reason == "unknown_address":
            return self.env._(
                "The letter does not count. Search the address, then send it again or"
                " have it served."
            )
        return False

    # === CONSTRAINTS === #

    @api.constrains("state", "channel", *DAYS, "return_reason")
    def _check_proof(self):
        for delivery in self:
            problem = delivery._get_proof_problem()
            if problem:
                raise ValidationError(
                    self.env._(
                        "%(name)s: %(problem)s",
                        name=delivery.partner_id.name,
                        problem=problem,
                    )
                )

    def _get_proof_problem(self):
        """Why the days of this letter do not hold together, or False."""
        known = [name for name in FACTS[1:] if self[name]]
        if not known:
            return False
        if self.state in UNPOSTED:
            return self.env._("mark the letter as posted before telling what became.")
        registered = {"presented_date", "received_date"}.intersection(known)
        if registered and self.channel != "registered":
            return self.env._("only a registered letter is presented against receipt.")
        if self.received_date and (self.return_reason or self.returned_date):
            return self.env._(
                "it was received, or it came back: clear the day of receipt or the"
                " return."
            )
        if self.returned_date and not self.return_reason:
            return self.env._("choose why the letter came back.")
        return self._get_days_problem()

    def _get_days_problem(self):
        days = [(name, self[name]) for name in DAYS if self[name]]
        labels = {name: self._fields[name].get_description(self.env) for name in DAYS}
        for (name, day), (after, later) in zip(days, days[1:], strict=False):
            if later < day:
                return self.env._(
                    "“%(after)s” (%(later)s) is before “%(name)s” (%(day)s). Correct"
                    " one of them: deposit, presentation, then receipt or return.",
                    after=labels[after]["string"],
                    later=self._say_day(later),
                    name=labels[name]["string"],
                    day=self._say_day(day),
                )
        today = max(
            filter(None, (self.case_id.run_date, fields.Date.context_today(self)))
        )
        for name, day in days:
            if day > today:
                return self.env._(
                    "“%(name)s” (%(day)s) is in the future: enter what La Poste says"
                    " once it is done.",
                    name=labels[name]["string"],
                    day=self._say_day(day),
                )
        return False

    # === CRUD METHODS === #

    def write(self, vals):
        self._check_scans(vals)
        self._check_return_stays(vals)
        told = [name for name in FACTS if name in vals]
        before = [{name: dlv[name] for name in told} for dlv in self]
        result = super().write(vals)
        if not vals.get("received_date", True) or not vals.get("return_reason", True):
            self._forget_outcome()
        if any(name in vals for name in SCANS):
            self._seal_scans()
        for delivery, old in zip(self, before, strict=True):
            delivery._tell_facts(old)
        return result

    def _forget_outcome(self):
        """A day or a reason entered by mistake was cleared: back to what is known."""
        # sudo: states are engine-kept
        for delivery in self.sudo():
            if delivery.state not in ("delivered", "returned"):
                continue
            if delivery.channel == "registered" and not delivery.return_reason:
                delivery.state = "delivered" if delivery.received_date else "sent"
            elif delivery.state == "returned" and not delivery.return_reason:
                delivery.state = "sent"

    def _check_return_stays(self, vals):
        if "return_reason" not in vals or vals["return_reason"] == "unknown_address":
            return
        if any(dlv.return_reason == "unknown_address" for dlv in self):
            raise UserError(
                self.env._(
                    "This letter came back “unknown at this address”: its level no"
                    " longer counts. Send a new one to the right address."
                )
            )

    def _tell_facts(self, old):
        """Write in the case what was learnt of the letter, and what was corrected."""
        facts = [
            self._say_fact(name, value)
            for name, value in old.items()
            if value != self[name] and (value or self.state not in UNPOSTED)
        ]
        if facts:
            # sudo: the case is told what a person was allowed to write
            self.case_id.sudo()._message_log(
                body=self.env._(
                    "%(letter)s: %(facts)s",
                    letter=self.display_name,
                    facts=", ".join(facts),
                )
            )

    def _say_fact(self, name, old):
        label = self._fields[name].get_description(self.env)["string"]
        text = f"{label} {self._say_value(name, self[name])}"
        if not old:
            return text
        return self.env._(
            "%(fact)s (before: %(old)s)", fact=text, old=self._say_value(name, old)
        )

    def _say_value(self, name, value):
        if not value:
            return "–"
        if name == "return_reason":
            return dict(self._fields[name]._description_selection(self.env))[value]
        return self._say_day(value) if name.endswith("_date") else value

    def _say_day(self, day):
        return format_date(self.env, day, "fr_FR", "dd/MM/yyyy")

    # === SCANS === #

    def _check_scans(self, vals):
        """Scans are added, never taken away; they belong to the letter from then.

        :raise UserError: when one would be taken away
        """
        for delivery in self:
            for name in filter(vals.__contains__, SCANS):
                kept = set(delivery[name].ids)
                after = set(
                    delivery._fields[name].convert_to_cache(vals[name], delivery)
                )
                if kept - after:
                    raise UserError(
                        self.env._(
                            "A proof that was added is kept. Add the right document"
                            " beside it."
                        )
                    )
                delivery._adopt_scans(after - kept)

    def _adopt_scans(self, scan_ids):
        """Files uploaded elsewhere, in a wizard that is emptied later, move here."""
        scans = self.env["ir.attachment"].browse(
            [scan_id for scan_id in scan_ids if isinstance(scan_id, int)]
        )
        owner = {"res_model": "relance.delivery", "res_id": self.id}
        scans.filtered(
            lambda scan: (scan.res_model, scan.res_id) != tuple(owner.values())
        ).write(owner)

    def _seal_scans(self):
        """Fingerprint what was added; the documents now belong to the letter."""
        for delivery in self.filtered(lambda dlv: dlv.state != "pending"):
            # sudo: fingerprints are engine-kept; the scans are the writer's own
            sealed = delivery.sudo()
            hashes = dict(sealed.scan_hashes or {})
            scans = sealed.deposit_proof_ids | sealed.proof_attachment_ids
            for scan in scans:
                if str(scan.id) not in hashes:
                    hashes[str(scan.id)] = sha256(scan.raw or b"")
            sealed.scan_hashes = hashes
