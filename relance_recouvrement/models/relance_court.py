from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..const import COURT_KINDS


class RelanceCourt(models.Model):
    """A court, entered once and remembered for the towns of its area.

    The addon knows no judicial map: who files a claim enters the court, and it is
    proposed again for the next debtor of the same postal code.
    """

    _name = "relance.court"
    _description = "Court"
    _order = "name, id"

    active = fields.Boolean(default=True)
    name = fields.Char(required=True, help="Such as Tribunal de commerce de Lyon.")
    kind = fields.Selection(COURT_KINDS, default="tc", required=True)
    address = fields.Text(help="Of the registry, as written on an envelope.")
    note = fields.Char(help="Counter, telephone, how to file.")
    is_tae = fields.Boolean(
        string="TAE",
        help="Commercial court of trial (tribunal des activités économiques): large"
        " companies pay a contribution on large claims.",
    )
    tae_from = fields.Date(string="TAE from")
    tae_to = fields.Date(string="TAE until")
    source = fields.Char()
    zip_ids = fields.One2many("relance.court.zip", "court_id", string="Towns")

    @api.constrains("is_tae", "kind", "tae_from", "tae_to")
    def _check_tae(self):
        for court in self:
            if court.is_tae and court.kind != "tc":
                raise ValidationError(self.env._("Only a commercial court is a TAE."))
            if court.tae_to and court.tae_from and court.tae_to < court.tae_from:
                raise ValidationError(
                    self.env._("The trial ends before it starts: correct its dates.")
                )

    def _get_fee_kind(self, day):
        """What fees see: the kind, or ``tae`` while the trial runs.

        :param date day: day of the request
        :rtype: str
        """
        self.ensure_one()
        begun = not self.tae_from or self.tae_from <= day
        running = begun and (not self.tae_to or day <= self.tae_to)
        return "tae" if self.is_tae and running else self.kind

    # === MEMORY === #

    @api.model
    def _propose(self, partner, kinds=None):
        """The courts last used for the debtor's postal code, else for its town.

        :param res.partner partner: debtor, at its registered office
        :param list kinds: of ``const.COURT_KINDS``; default, all
        :return: ``{kind: relance.court}``
        :rtype: dict
        """
        places = self.env["relance.court.zip"]
        code, town = places._get_place(partner)
        if not (code or town):
            return {}
        domain = [("court_id.active", "=", True)]
        if kinds:
            domain.append(("court_id.kind", "in", list(kinds)))
        if code:
            domain.append(("zip", "=", code))
        else:
            domain.append(("town", "=", town))
        found = {}
        for place in places.search(domain, order="used_date desc, id desc"):
            found.setdefault(place.court_id.kind, place.court_id)
        return found

    def _remember(self, partner, day):
        """This court was chosen for a debtor: it is proposed next time.

        :param res.partner partner: debtor
        :param date day: day of the choice
        """
        self.ensure_one()
        places = self.env["relance.court.zip"]
        code, town = places._get_place(partner)
        if not (code or town):
            return
        known = self.zip_ids.filtered(
            lambda place: (place.zip or "", place.town or "") == (code, town)
        )[:1]
        if not known:
            places.create(
                {"court_id": self.id, "zip": code, "town": town, "used_date": day}
            )
        elif known.used_date <= day:
            known.used_date = day
