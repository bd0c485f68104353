from odoo import api, fields, models


class MailTemplate(models.Model):
    _inherit = "mail.template"

    relance_wording_advice = fields.Html(
        compute="_compute_relance_wording_advice", sanitize=False
    )

    @api.depends("model", "subject", "body_html")
    def _compute_relance_wording_advice(self):
        wording = self.env["relance.wording"]
        for template in self:
            texts = template._relance_texts()
            template.relance_wording_advice = texts and wording._render(texts)

    @api.constrains("subject", "body_html")
    def _check_relance_threats(self):
        for template in self:
            if texts := template._relance_texts():
                self.env["relance.wording"]._refuse_threats(texts)

    def _relance_texts(self):
        """What a dunning template says; nothing for the others."""
        if not (self.model or "").startswith("relance."):
            return []
        return [
            (self.env._("Subject"), self.subject),
            (self.env._("Text"), self.body_html),
        ]
