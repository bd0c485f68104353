import base64

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import html2plaintext
from odoo.tools.misc import format_date, format_datetime

from ..report import access_xlsx

# Records held on a customer, and how their case, or what has a customer, is found. A
# model that has a case or a customer itself is given too without being named here.
EXPORTED = {
    "relance.case": "id",
    "relance.case.line": "case_id",
    "relance.call": "case_id",
    "relance.reminder": "case_id",
    "relance.reminder.line": "reminder_id.case_id",
    "relance.reminder.interest": "reminder_line_id.reminder_id.case_id",
    "relance.delivery": "reminder_id.case_id",
    "relance.announcement": "case_id",
    "relance.promise": "case_id",
    "relance.promise.line": "promise_id.case_id",
    "relance.dispute": "case_id",
    "relance.dispute.line": "dispute_id.case_id",
    "relance.plan": "case_id",
    "relance.plan.line": "plan_id.case_id",
    "relance.plan.installment": "plan_id.case_id",
    "relance.settlement": "case_id",
    "relance.abandonment": "case_id",
    "relance.settlement.line": "settlement_id.case_id",
    "relance.charge": "case_id",
    "relance.charge.booking": "charge_id.case_id",
    "relance.charge.claim": "charge_id.case_id",
    "relance.charge.waiver": "charge_id.case_id",
    "relance.interruption": "case_id",
    "relance.limitation": "case_id",
    "relance.doubtful.line": "case_id",
    "relance.doubtful.booking": "debt_id.case_id",
    "relance.procedure": "case_id",
    "relance.procedure.line": "procedure_id.case_id",
    "relance.procedure.step": "procedure_id.case_id",
    "relance.procedure.cost": "procedure_id.case_id",
    "relance.insolvency.line": "insolvency_id",
    "relance.invoice.acceptance": "case_line_id.case_id",
}
#: Records with a thread: their messages and tasks are given too.
THREADS = ("relance.case", "relance.promise", "relance.dispute", "relance.plan")
THREADS += ("relance.insolvency", "relance.settlement", "relance.abandonment")
THREADS += ("relance.procedure",)
MESSAGE_FIELDS = ("model", "date", "author_id", "email_from", "subject", "body")
ACTIVITY_FIELDS = ("res_model", "date_deadline", "user_id", "summary", "note")
CONTACT_FIELDS = (
    *("name", "parent_id", "function", "email", "phone", "street", "street2"),
    *("zip", "city", "country_id", "lang", "vat", "company_registry", "active"),
    *("comment", "relance_debtor_regime", "relance_regime_confirmed"),
    *("relance_dunning_contact_id", "relance_escalation_contact_id"),
    *("relance_copy_contact_ids", "relance_hold_until", "relance_hold_reason"),
)
SKIPPED_TYPES = ("binary", "one2many", "many2one_reference", "json", "properties")
SKIPPED = ("write_uid", "write_date", "create_uid", "__last_update")


class RelanceAccessExport(models.TransientModel):
    """All that is held on a debtor, for their own request (RGPD art. 15).

    Read with the rights of the manager who answers, in every company that they may
    see; the export is noted on the customer and on the cases.
    """

    _name = "relance.access.export"
    _description = "Data Held on a Customer"

    partner_id = fields.Many2one("res.partner", required=True, readonly=True)
    file = fields.Binary(attachment=False, readonly=True)
    filename = fields.Char(readonly=True)

    @api.model
    def _open(self, partner):
        """Make the workbook of a customer and offer it.

        :param res.partner partner: any contact of the customer
        :raise AccessError: for who is no manager of collection
        """
        self.env["relance.engine.erasure"]._check_manager()
        partner = partner.commercial_partner_id
        partner.check_access("read")
        companies = self.env.user.company_ids.ids
        export = self.with_context(allowed_company_ids=companies)
        content = export._get_workbook(partner.with_env(export.env))
        export._log(partner.with_env(export.env))
        day = fields.Date.context_today(self)
        wizard = self.create(
            {
                "partner_id": partner.id,
                "file": base64.b64encode(content),
                "filename": f"donnees_client_{partner.id}_{day.isoformat()}.xlsx",
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Data held on the customer"),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    def _log(self, partner):
        """Say on each case, else on the customer, that the data was given."""
        cases = self.env["relance.case"].search([("partner_id", "=", partner.id)])
        for record in cases or partner:
            record._message_log(
                body=self.env._("The data held on the customer was exported (RGPD).")
            )

    # === WORKBOOK === #

    def _get_workbook(self, partner):
        """The records of a customer as a workbook, one sheet for each kind.

        :rtype: bytes
        """
        sheets = []
        for records, names in self._get_parts(partner):
            if records:
                sheets.append(self._prepare_sheet(records, names))
        return access_xlsx.build(sheets)

    def _get_parts(self, partner):
        """Records of the customer and the fields of each that are given."""
        contacts = self.env["res.partner"].with_context(active_test=False)
        yield (
            contacts.search([("id", "child_of", partner.id)]),
            CONTACT_FIELDS,
        )
        held = {
            model: self._search_records(model, Domain(path, "=", partner.id))
            for model, path in self._get_paths().items()
        }
        for records in held.values():
            yield records, None
        yield self._search_threads("mail.message", "model", held), MESSAGE_FIELDS
        yield self._search_threads("mail.activity", "res_model", held), ACTIVITY_FIELDS

    def _get_paths(self):
        """Where the customer is in each model of records held on one.

        :rtype: dict
        """
        paths = {
            model: "partner_id" if path == "id" else f"{path}.partner_id"
            for model, path in EXPORTED.items()
        }
        for name, model in self.env.registry.items():
            if not name.startswith("relance.") or not model._auto or model._transient:
                continue
            if name in paths or model._abstract:
                continue
            if self._is_stored(model, "partner_id"):
                paths[name] = "partner_id"
            elif self._is_stored(model, "case_id"):
                paths[name] = "case_id.partner_id"
        return paths

    def _is_stored(self, model, name):
        return name in model._fields and model._fields[name].store

    def _search_records(self, model, domain):
        return self.env[model].with_context(active_test=False).search(domain)

    def _search_threads(self, model, name, held):
        domain = Domain.OR(
            Domain(name, "=", thread) & Domain("res_id", "in", held[thread].ids)
            for thread in THREADS
        )
        return self._search_records(model, domain)

    def _prepare_sheet(self, records, names):
        """Name, headings and rows of the sheet of some records.

        The fields are those that the user may read, their own rights included.
        """
        known = records.fields_get(attributes=["string", "type", "store", "selection"])
        if names is None:
            names = [name for name, info in known.items() if self._is_given(name, info)]
        names = [name for name in names if name in known]
        title = self.env["ir.model"]._get(records._name).name
        rows = [
            [self._get_cell(record, name, known[name]) for name in names]
            for record in records
        ]
        return title, [known[name]["string"] for name in names], rows

    def _is_given(self, name, info):
        return (
            info.get("store")
            and info["type"] not in SKIPPED_TYPES
            and name not in SKIPPED
        )

    def _get_cell(self, record, name, info):
        """The value of a field as a person reads it."""
        value, kind = record[name], info["type"]
        if kind == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if kind in ("integer", "float", "monetary"):
            return value
        if not value:
            return None
        if kind in ("many2one", "many2many"):
            # sudo: the names of what the record that the user reads points to
            return ", ".join(value.sudo().mapped("display_name"))
        if kind == "selection":
            return dict(info["selection"]).get(value, value)
        if kind == "date":
            return format_date(self.env, value, date_format="dd/MM/yyyy")
        if kind == "datetime":
            return format_datetime(self.env, value, dt_format="dd/MM/yyyy HH:mm")
        if kind == "html":
            return html2plaintext(value)
        if name in ("model", "res_model"):
            return self.env["ir.model"]._get(value).name
        return str(value)
