from odoo import models

from ..tools.french_words import amount_in_words

# What each route prints first; the others hand the file over with a letter.
REQUESTS = {
    "injonction": "injonction",
    "petites_creances": "commissaire",
    "l126": "commissaire",
    "cheque": "commissaire",
    "agency": "agency",
    "insolvency": "",
}
TITLES = {
    "injonction": "Requête en injonction de payer",
    "commissaire": "Lettre de mission au commissaire de justice",
    "agency": "Mandat de recouvrement amiable",
    "handover": "Lettre de mission",
}
# What is asked from whom receives the file, by route.
ASKED = {
    "lawyer": "de nous conseiller sur la suite à donner et d'engager, après notre"
    " accord écrit sur vos honoraires, les démarches utiles au recouvrement",
    "refere": "d'assigner le débiteur en référé afin d'obtenir une provision égale aux"
    " sommes ci-dessous",
    "assignation": "d'assigner le débiteur au fond en paiement des sommes ci-dessous",
    "mediation": "d'organiser une médiation avec le débiteur sur les sommes ci-dessous",
    "conciliation": "d'organiser une conciliation avec le débiteur sur les sommes"
    " ci-dessous",
    "arbitration": "de mettre en œuvre la clause compromissoire du contrat joint",
    "insurance": "d'instruire ce sinistre et de nous indemniser selon la police",
    "injonction_eu": "de demander une injonction de payer européenne (règlement (CE)"
    " n° 1896/2006, formulaire A)",
    "admin_claim": "de mandater les sommes ci-dessous",
    "refere_admin": "de demander au juge des référés le versement d'une provision"
    " (article R.541-1 du Code de justice administrative)",
    "mandatement": "de mandater d'office les sommes ci-dessous",
}
# CPCE L111-8, paragraphs 2 and 3, as of 19 March 2014 (law 2014-344, art. 12): the
# first letter of an agency reproduces them (R124-4, 5°).
L111_8 = (
    "Les frais de recouvrement entrepris sans titre exécutoire restent à la charge du"
    " créancier, sauf s'ils concernent un acte dont l'accomplissement est prescrit par"
    " la loi au créancier. Toute stipulation contraire est réputée non écrite, sauf"
    " disposition législative contraire.",
    "Cependant, le créancier qui justifie du caractère nécessaire des démarches"
    " entreprises pour recouvrer sa créance peut demander au juge de l'exécution de"
    " laisser tout ou partie des frais ainsi exposés à la charge du débiteur de"
    " mauvaise foi.",
)
LEGAL_FORMS = {
    "b2b": "professionnel",
    "b2c": "consommateur",
    "nonpro": "non-professionnel",
    "public": "personne publique",
    "unknown": "",
}


class RelanceProcedureText(models.AbstractModel):
    """What the requests and letters of a procedure say, in French."""

    _name = "relance.procedure.text"
    _description = "Words of a Procedure"

    def _get_request_kind(self):
        """Which document this route starts with: a template, or none.

        :rtype: str
        """
        self.ensure_one()
        return REQUESTS.get(self.code, "handover")

    def _get_request_title(self):
        return TITLES.get(self._get_request_kind(), "")

    # === PARTIES === #

    def _get_creditor(self):
        """Identity of the creditor: pairs of a label and its value (CPC 54, 57).

        :rtype: list(tuple)
        """
        company = self.company_id.sudo()  # sudo: its own letterhead
        partner = company.partner_id
        rows = [
            ("Dénomination", company.name),
            ("Forme juridique", self.creditor_form),
            (self._get_registry_label(company), company.company_registry),
            ("N° de TVA", company.vat),
            ("Siège social", self._get_address(partner)),
            ("Représentant", self._get_signatory()),
            ("Téléphone", company.phone),
            ("E-mail", company.email),
        ]
        return [row for row in rows if row[1]]

    def _get_debtor(self):
        """Identity of the debtor, as :meth:`_get_creditor`."""
        partner = self.partner_id.sudo()  # sudo: the debtor of this procedure
        person = partner.is_company
        rows = [
            ("Dénomination" if person else "Nom et prénom", partner.name),
            ("Forme juridique", self.debtor_form),
            ("Qualité", LEGAL_FORMS[self._get_regime()]),
            (self._get_registry_label(partner), partner.company_registry),
            ("N° de TVA", partner.vat),
            ("Siège social" if person else "Domicile", self._get_address(partner)),
            ("Représentant", self.debtor_representative),
            ("Téléphone", partner.phone),
            ("E-mail", partner.email),
        ]
        return [row for row in rows if row[1]]

    def _get_registry_label(self, record):
        number = (record.company_registry or "").replace(" ", "")
        return {9: "SIREN", 14: "SIRET"}.get(len(number), "N° d'immatriculation")

    def _get_address(self, partner):
        return partner._relance_place()

    def _get_signatory(self):
        return ", ".join(filter(None, (self.signatory_name, self.signatory_title)))

    def _get_agent_address(self):
        partner = self.agent_id.sudo()  # sudo: who receives the letter
        return partner._relance_postal_address() if partner else ""

    # === SUMS === #

    def _get_sums(self):
        """What is claimed, element by element (CPC 1407, CPCE R124-3).

        :return: pairs of a label and an amount in company currency
        :rtype: list(tuple)
        """
        day = self._say_day(self._get_file_day())
        rows = [("Principal toutes taxes comprises", self.amount_principal)]
        if self.amount_interest:
            name = (
                "Pénalités de retard arrêtées"
                if self._owes_penalties()
                else "Intérêts arrêtés"
            )
            rows.append((f"{name} au {day}", self.amount_interest))
        if self.amount_indemnity:
            rows.append(
                (
                    "Indemnités forfaitaires pour frais de recouvrement",
                    self.amount_indemnity,
                )
            )
        kinds = dict(self.cost_ids._fields["kind"]._description_selection(self.env))
        rows += [
            (cost.name or f"Frais : {kinds[cost.kind]}", cost.amount)
            for cost in self.cost_ids
            if cost.borne_by == "debtor"
        ]
        return rows

    def _get_total(self):
        return sum(amount for _label, amount in self._get_sums())

    def _get_total_words(self):
        return amount_in_words(self._get_total(), self.currency_id.name or "EUR")

    def _get_basis(self):
        """Articles that the sums rest on, once each.

        :rtype: list(str)
        """
        texts = [
            "la créance a une cause contractuelle et son montant est déterminé"
            + (
                " (article 1405 du Code de procédure civile)"
                if self.code == "injonction"
                else " (article 1103 du Code civil)"
            )
        ]
        bases = [item["legal_basis"] for item in self._get_decompte()]
        name = (
            "les pénalités de retard sont dues"
            if self._owes_penalties()
            else "les intérêts sont dus"
        )
        if self.amount_interest:
            texts += [
                f"{name} en application des {basis}"
                if basis.startswith("articles")
                else f"{name} en application de l'{basis}"
                for basis in dict.fromkeys(filter(None, bases))
            ]
        if self.amount_indemnity:
            article = (
                "D.2192-35 du Code de la commande publique"
                if self._get_regime() == "public"
                else "D.441-5 du Code de commerce"
            )
            texts.append(
                "l'indemnité forfaitaire de 40 € par facture est due en application"
                f" de l'article {article}"
            )
        return texts

    # === FACTS === #

    def _get_facts(self):
        """What happened, in sentences read from the case.

        :rtype: list(str)
        """
        names = self.line_ids.mapped("case_line_id.move_name")
        oldest = min(filter(None, self.line_ids.mapped("date_maturity")), default=None)
        count = len(dict.fromkeys(names))
        subject = (
            "Une facture reste impayée"
            if count == 1
            else (f"{count} factures restent impayées")
        )
        if oldest:
            day = self._say_long_day(oldest)
            subject += f" ; la plus ancienne échéance est du {day}"
        facts = [f"{subject}."]
        engine = self.env["relance.engine.exhibit"].sudo()
        days = [
            self._say_day(reminder.date)
            for reminder in engine._get_reminders(self.sudo(), notices=False)
        ]
        if days:
            facts.append(
                "Le débiteur a été relancé le "
                + ", le ".join(dict.fromkeys(days))
                + "."
            )
        notices = engine._get_reminders(self.sudo(), notices=True)
        facts += map(self._say_notice, notices)
        if not notices and self.notice_elsewhere:
            facts.append(f"Il a été mis en demeure de payer : {self.notice_elsewhere}.")
        facts += [
            line.strip()
            for line in (self.request_note or "").splitlines()
            if line.strip()
        ]
        return facts

    def _say_notice(self, reminder):
        """The formal notice and what became of it."""
        letter = (
            reminder.delivery_ids.filtered(lambda dlv: dlv.channel == "registered")[:1]
            or reminder.delivery_ids[:1]
        )
        day = self._say_long_day(letter.posted_date or reminder.date)
        text = f"Il a été mis en demeure de payer le {day}"
        if letter.channel == "registered":
            text += " par lettre recommandée avec avis de réception"
        if letter.tracking_number:
            text += f" n°\xa0{letter.tracking_number}"
        if letter.received_date:
            text += f", reçue le {self._say_long_day(letter.received_date)}"
        elif letter.return_reason == "unclaimed":
            text += ", non réclamée"
        elif letter.return_reason == "refused":
            text += ", refusée"
        return f"{text} ; cette mise en demeure est restée sans effet."

    def _get_notice(self):
        """The last formal notice of these items, none when there is none."""
        engine = self.env["relance.engine.exhibit"].sudo()
        return engine._get_reminders(self.sudo(), notices=True)[-1:]

    def _say_transmitted(self, reminder):
        """The formal notice that stayed without effect, told to the debtor (T5)."""
        letter = (
            reminder.delivery_ids.filtered(lambda dlv: dlv.channel == "registered")[:1]
            or reminder.delivery_ids[:1]
        )
        text = "Notre mise en demeure du "
        text += self._say_long_day(letter.posted_date or reminder.date)
        if letter.received_date:
            text += f" (reçue le {self._say_long_day(letter.received_date)})"
        elif letter.presented_date:
            text += f" (présentée le {self._say_long_day(letter.presented_date)})"
        return f"{text} est restée sans effet."

    def _get_agent_role(self):
        return {
            "agency": "pour recouvrement amiable",
            "lawyer": "en qualité de conseil",
        }.get(self.agent_kind, "aux fins de procédure")

    def _get_asked(self):
        return ASKED.get(self.code, "d'engager le recouvrement des sommes ci-dessous")

    def _get_court_head(self):
        """To whom a request is addressed."""
        court = self.court or "…"
        return (
            f"À Madame ou Monsieur le président du {court[:1].lower()}{court[1:]}"
            if (court.lower().startswith("tribunal"))
            else f"À {court}"
        )

    def _get_daily_text(self):
        """What one more day adds, for who counts further."""
        return self._get_decompte_view().daily_text if self.amount_interest else ""

    def _get_following_text(self):
        """What goes on running once the sums are fixed, after a total."""
        if not self.amount_interest:
            return ""
        name = (
            "les pénalités de retard"
            if self._owes_penalties()
            else "les intérêts au taux légal"
        )
        daily = self._get_daily_text()
        more = f" ({daily} par jour au taux actuel)" if daily else ""
        day = self._say_long_day(self._get_file_day())
        return f", outre {name} à compter du lendemain du {day} jusqu'au parfait" + (
            f" paiement{more}"
        )

    def _get_agency_mentions(self):
        """CPCE L111-8, paragraphs 2 and 3, reproduced by an agency's first letter."""
        return L111_8
