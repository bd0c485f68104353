from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError

from ..const import REGIMES
from ..tools.retention import (
    CONSUMER_CAP,
    CONSUMERS,
    ERASABLE,
    PROOF_MONTHS,
    get_words,
)

RETENTION_KINDS = [
    ("call", "Calls: notes, persons and numbers"),
    ("message", "Messages, notes and tasks"),
    ("agreement", "Free texts of promises, disputes and plans"),
    ("contact", "Dunning contacts"),
    ("attachment", "Attachments that prove nothing"),
    ("access", "Journal of the visits of agents"),
    ("proof", "Reminders, proofs and accounting documents"),
]


class RelanceRetentionRule(models.Model):
    """How long one kind of record is kept after a case is closed.

    Proofs and accounting documents have a term of ten years, which no rule shortens
    (C. com. L123-22); what is written about a consumer, or who may be one, is kept
    five years at most (LAW §8).
    """

    _name = "relance.retention.rule"
    _description = "Data Retention Rule"
    _order = "kind, regime, id"
    _rec_name = "kind"

    kind = fields.Selection(RETENTION_KINDS, string="Records", required=True)
    regime = fields.Selection(
        REGIMES, string="Kind of debtor", help="Empty: every other kind."
    )
    months = fields.Integer(
        required=True, help="After the closing of the case, before erasure."
    )
    source = fields.Char(required=True, help="What justifies this duration.")

    _unique_rule = models.UniqueIndex(
        "(kind, COALESCE(regime, ''))",
        "These records already have a rule for this kind of debtor: change it.",
    )

    @api.constrains("kind", "regime", "months")
    def _check_months(self):
        for rule in self:
            if rule.months < 1:
                raise ValidationError(
                    self.env._("Give a duration of at least one month.")
                )
            if rule.kind == "proof":
                if rule.months < PROOF_MONTHS:
                    raise ValidationError(
                        self.env._(
                            "Proofs and accounting documents are kept ten years: give"
                            " 120 months or more (C. com. L123-22)."
                        )
                    )
            elif rule.regime in CONSUMERS and rule.months > CONSUMER_CAP:
                raise ValidationError(
                    self.env._(
                        "What is written about a consumer is kept 60 months at most:"
                        " give a shorter duration."
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        self.env.registry.clear_cache()
        return rules

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_proof(self):
        if self.filtered(lambda rule: rule.kind == "proof"):
            raise UserError(
                self.env._(
                    "The rule of proofs and accounting documents is kept: it says"
                    " until when they stay."
                )
            )

    @api.model
    @tools.ormcache()
    def _get_table(self):
        """Months by ``(kind, regime)``; the regime is None for every other kind.

        :rtype: dict
        """
        # sudo: the same rules for everybody, read by the engine and by the letters
        rules = self.sudo().search_fetch([("months", ">", 0)], ["kind", "regime"])
        return {(rule.kind, rule.regime or None): rule.months for rule in rules}

    @api.model
    def _get_months(self, kind, regime):
        """How long ``kind`` is kept for a kind of debtor, or None without any rule.

        A consumer, or who may be one, is never kept longer than the cap, even by the
        rule of every other kind.
        """
        table = self._get_table()
        months = table.get((kind, regime)) or table.get((kind, None))
        if months and kind != "proof" and regime in CONSUMERS:
            return min(months, CONSUMER_CAP)
        return months

    @api.model
    def _get_privacy_text(self, regime, words):
        """The durations told to the debtor in each letter (RGPD 13).

        The longest one is told; without a rule for each kind, the legal periods are.

        :param str regime: kind of debtor
        :param LetterWords words: of a language
        :rtype: str
        """
        known = [self._get_months(kind, regime) for kind in ERASABLE]
        if not all(known):
            return words["privacy_legal"]
        proof = self._get_months("proof", regime) or PROOF_MONTHS
        return words["privacy_kept"] % {
            "months": get_words(max(known), words),
            "proof": get_words(proof, words),
        }
