from odoo import models


class MailMail(models.Model):
    _inherit = "mail.mail"

    def unlink(self):
        """Odoo purges its old e-mails: what a reminder proves of one stays with it."""
        # sudo: proofs are kept by the engine, whoever empties the queue
        deliveries = self.env["relance.delivery"].sudo()
        deliveries.search([("mail_id", "in", self.ids)])._keep_body()
        return super().unlink()
