"""What came back from the post office: presentations, signed receipts, returns.

The scans are drawn here and say that they are samples.
"""

import io
from datetime import timedelta

from reportlab.lib.pagesizes import A5, landscape
from reportlab.pdfgen.canvas import Canvas

from .stories import STORIES

TITLES = {
    "deposit": "PREUVE DE DÉPÔT",
    "received": "AVIS DE RÉCEPTION",
    "unclaimed": "PLI AVISÉ ET NON RÉCLAMÉ",
}


class Evidence:
    """Plays what became of each registered letter whose story has a ``receipt``.

    :param Ledger ledger: what was built
    """

    def __init__(self, ledger):
        self.ledger = ledger
        self.env = ledger.env
        self.camille = ledger.users["camille"]
        self.stories = {
            ledger.partners[story.key]: story
            for story in STORIES
            if "receipt" in story.options
        }

    def play(self, day):
        """Enter what is known on ``day`` of the letters posted before."""
        letters = self.env["relance.delivery"].search(
            [("channel", "=", "registered"), ("posted_date", "!=", False)]
        )
        for letter in letters.filtered(lambda dlv: dlv.partner_id in self.stories):
            story = self.stories[letter.partner_id]
            self._tell(letter.with_user(self.camille), story.options["receipt"], day)

    def _tell(self, letter, after, day):
        if not letter.deposit_proof_ids:
            scan = self._scan(letter, "deposit", letter.posted_date)
            letter.deposit_proof_ids = [(4, scan.id)]
        presented, received, returned = (
            self._get_day(letter, after, step, day)
            for step in ("presented", "received", "unclaimed")
        )
        if presented and not letter.presented_date:
            letter.presented_date = presented
        if received and not letter.received_date:
            scan = self._scan(letter, "received", received)
            letter.write(
                {"received_date": received, "proof_attachment_ids": [(4, scan.id)]}
            )
        if returned and not letter.return_reason:
            scan = self._scan(letter, "unclaimed", returned)
            letter.write(
                {
                    "return_reason": "unclaimed",
                    "returned_date": returned,
                    "proof_attachment_ids": [(4, scan.id)],
                }
            )

    def _get_day(self, letter, after, step, day):
        """The day of this step, once it has come."""
        if step not in after:
            return False
        done = letter.posted_date + timedelta(days=after[step])
        return done <= day and done

    def _scan(self, letter, kind, day):
        title = TITLES[kind]
        return self.env["ir.attachment"].create(
            {
                "name": f"{title.capitalize()} {letter.tracking_number}.pdf",
                "raw": self._draw(letter, title, day),
                "mimetype": "application/pdf",
                "res_model": "relance.delivery",
                "res_id": letter.id,
            }
        )

    def _draw(self, letter, title, day):
        content = io.BytesIO()
        canvas = Canvas(content, pagesize=landscape(A5), invariant=True)
        canvas.setFont("Helvetica-Bold", 20)
        canvas.drawString(40, 360, title)
        canvas.setFont("Helvetica", 13)
        lines = [
            f"Lettre recommandée n° {letter.tracking_number}",
            f"Le {day:%d/%m/%Y}",
            *(letter.recipient or "").splitlines(),
            "",
            "SPÉCIMEN : document inventé pour la démonstration.",
        ]
        for place, line in enumerate(lines):
            canvas.drawString(40, 320 - 22 * place, line)
        canvas.save()
        return content.getvalue()
