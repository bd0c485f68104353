from datetime import datetime, time

from markupsafe import Markup

from odoo import models
from odoo.fields import Domain

from ...tools.retention import MARK, get_mark

# Records of a case that have a thread, and where their case is.
THREADS = {
    "relance.case": "id",
    "relance.promise": "case_id",
    "relance.dispute": "case_id",
    "relance.plan": "case_id",
    "relance.procedure": "case_id",
    "relance.settlement": "case_id",
    "relance.abandonment": "case_id",
}
# Free texts, persons and numbers of each model: what erasure takes off.
TEXTS = {
    "relance.call": ("note", "next_step", "guard_reason"),
    "relance.promise": ("note",),
    "relance.dispute": ("description", "answer", "resolution"),
    "relance.plan": ("note",),
    "relance.procedure": ("close_note", "request_note"),
    "relance.procedure.message": ("body",),
    "relance.settlement": ("note", "reason", "disputed_point", "concession"),
    "relance.abandonment": ("note", "take_back_reason"),
    "relance.case": ("hold_reason", "contact_issue", "contact_issue_address"),
}
EMPTIED = {"relance.call": ("contact_id", "phone"), "relance.promise": ("contact_id",)}
CONTACTS = (
    "relance_dunning_contact_id",
    "relance_escalation_contact_id",
    "relance_copy_contact_ids",
    "relance_hold_reason",
)
# Of a message: who wrote and who received it.
PERSONS = ("email_from", "reply_to", "incoming_email_cc", "incoming_email_to")
PERSONS += ("outgoing_email_to",)


class RelanceEngineErasureRecords(models.AbstractModel):
    """The records of each kind that a retention rule is about, and their erasure.

    What was erased is told by its mark and is not found again.
    """

    _name = "relance.engine.erasure.records"
    _description = "Dunning Engine: Records to Erase"

    def _get_records(self, kind, cases, cutoff):
        """Records of one kind, not erased yet, dated ``cutoff`` at the latest.

        :param relance.case cases: in sudo
        :return: ``{case id: [records]}``
        """
        last = datetime.combine(cutoff, time.max)
        return getattr(self, f"_get_{kind}")(cases, last)

    def _group(self, records, path="case_id"):
        found = {}
        for record in records:
            case_id = record.id if path == "id" else record[path].id
            found.setdefault(case_id, []).append(record)
        return found

    def _merge(self, *parts):
        found = {}
        for part in parts:
            for case_id, records in part.items():
                found.setdefault(case_id, []).extend(records)
        return found

    def _get_unerased(self, model):
        """Domain of the records of ``model`` that still hold something."""
        texts = [
            Domain(name, "not in", [False, ""]) & Domain(name, "not like", MARK)
            for name in TEXTS[model]
        ]
        held = [
            Domain(name, "not in", [False, ""] if name == "phone" else [False])
            for name in EMPTIED.get(model, ())
        ]
        return Domain.OR(texts + held)

    # === CALLS AND AGREEMENTS === #

    def _get_call(self, cases, last):
        return self._group(self._search_texts("relance.call", cases, ("date", last)))

    def _get_agreement(self, cases, last):
        day = last.date()
        return self._merge(
            *(
                self._group(self._search_texts(model, cases, since))
                for model, since in (
                    ("relance.promise", ("taken_date", day)),
                    ("relance.dispute", ("date_open", day)),
                    ("relance.plan", ("create_date", last)),
                    ("relance.procedure", ("close_date", day)),
                    ("relance.procedure.message", ("date", last)),
                    ("relance.settlement", ("create_date", last)),
                    ("relance.abandonment", ("date", day)),
                )
            ),
            self._group(self._search_texts("relance.case", cases, None), "id"),
        )

    def _search_texts(self, model, cases, since):
        domain = Domain(THREADS.get(model, "case_id"), "in", cases.ids)
        if since:
            domain &= Domain(since[0], "<=", since[1])
        # sudo: the engine; its caller checked the manager's rights on the cases
        return self.env[model].sudo().search(domain & self._get_unerased(model))

    # === MESSAGES AND TASKS === #

    def _get_message(self, cases, last):
        threads = self._get_threads(cases)
        domain = Domain("date", "<=", last) & Domain("body", "not like", MARK)
        domain &= Domain("body", "not in", [False, ""]) | Domain(
            "tracking_value_ids", "!=", False
        )
        return self._merge(
            self._search_threads(
                "mail.message",
                ("model", "res_id"),
                threads,
                domain & Domain("id", "not in", self._get_proof_messages(cases).ids),
            ),
            self._search_threads(
                "mail.activity",
                ("res_model", "res_id"),
                threads,
                Domain("create_date", "<=", last)
                & (Domain("note", "not like", MARK) | Domain("note", "=", False)),
            ),
        )

    def _get_threads(self, cases):
        """Records of these cases that have a thread: ``{model: {id: case id}}``."""
        threads = {}
        for model, path in THREADS.items():
            # sudo: as in _search_texts
            records = self.env[model].sudo().search([(path, "in", cases.ids)])
            threads[model] = {
                record.id: record.id if path == "id" else record[path].id
                for record in records
            }
        return threads

    def _search_threads(self, model, names, threads, domain):
        """Records of ``model`` on the threads, by case."""
        found = {}
        for thread, case_by_id in threads.items():
            on_thread = Domain(names[0], "=", thread)
            on_thread &= Domain(names[1], "in", list(case_by_id))
            # sudo: as in _search_texts
            records = self.env[model].sudo().with_context(active_test=False)
            for record in records.search(on_thread & domain):
                case_id = case_by_id[record[names[1]]]
                found.setdefault(case_id, []).append(record)
        return found

    def _get_proof_messages(self, cases):
        """What was sent as a reminder, an instalment's reminder or a notice."""
        # sudo: as in _search_texts
        env = self.sudo().env
        deliveries = env["relance.delivery"].search(
            [("reminder_id.case_id", "in", cases.ids)]
        )
        plans = env["relance.plan"].search([("case_id", "in", cases.ids)])
        rows = env["relance.plan.installment"].search([("plan_id", "in", plans.ids)])
        notices = env["mail.message"].search(
            [("attachment_ids", "in", plans.notice_attachment_id.ids)]
        )
        return deliveries.mail_message_id | rows.mail_id.mail_message_id | notices

    # === CONTACTS AND ATTACHMENTS === #

    def _get_contact(self, cases, _last):
        partners = cases.partner_id.filtered(
            lambda partner: any(partner[name] for name in CONTACTS)
        )
        return {
            case.id: [case.partner_id] for case in cases if case.partner_id in partners
        }

    def _get_attachment(self, cases, last):
        found = self._search_threads(
            "ir.attachment",
            ("res_model", "res_id"),
            self._get_threads(cases),
            Domain("create_date", "<=", last) & Domain("res_field", "=", False),
        )
        if not found:
            return {}
        files = self.env["ir.attachment"].union(*sum(found.values(), []))
        proofs = self._get_proof_files(files, cases)
        kept = {
            case_id: [file for file in some if file.id not in proofs]
            for case_id, some in found.items()
        }
        return {case_id: some for case_id, some in kept.items() if some}

    def _get_proof_files(self, files, cases):
        """Ids of the files that a record of ours names: a proof, or its copy."""
        proofs = set(self._get_proof_messages(cases).attachment_ids.ids)
        for model in self.env.registry.values():
            if not model._name.startswith("relance.") or not model._auto:
                continue
            names = [
                field.name
                for field in model._fields.values()
                if field.comodel_name == "ir.attachment" and field.store
            ]
            for name in names:
                # sudo: as in _search_texts
                users = self.env[model._name].sudo().with_context(active_test=False)
                using = users.search([(name, "in", files.ids)])
                proofs.update(using[name].ids)
        return proofs

    # === ERASURE === #

    def _erase_records(self, records, today):
        """Take what is personal off these records; their dates and amounts stay."""
        mark = get_mark(today)
        by_model = {}
        for record in records:
            quiet = record.with_context(
                tracking_disable=True,
                mail_notrack=True,
                mail_activity_quick_update=True,
            )
            known = by_model.get(record._name, quiet.browse())
            by_model[record._name] = known | quiet
        for model, some in by_model.items():
            if model == "ir.attachment":
                some.unlink()
            elif model == "res.partner":
                some.write(dict.fromkeys(CONTACTS, False))
            elif model == "mail.message":
                self._erase_messages(some, mark)
            elif model == "mail.activity":
                some.write({"note": mark, "summary": False})
            else:
                self._erase_texts(some, mark)

    def _erase_texts(self, records, mark):
        for record in records:
            values = {name: mark for name in TEXTS[record._name] if record[name]}
            values.update(dict.fromkeys(EMPTIED.get(record._name, ()), False))
            record.write(values)

    def _erase_messages(self, messages, mark):
        """Bodies, subjects, persons outside and the texts of tracked changes."""
        names = [name for name in PERSONS if name in messages._fields]
        for message in messages:
            values = {"body": Markup("<p>%s</p>") % mark, "subject": False}
            users = message.author_id.with_context(active_test=False).user_ids
            if not users.filtered(lambda user: not user.share):
                values.update(dict.fromkeys(names, False), author_id=False)
            message.write(values)
        tracked = messages.tracking_value_ids.filtered(
            lambda value: value.field_id.ttype in ("char", "text", "html", False)
        )
        for side in ("old", "new"):
            name = f"{side}_value_char"
            tracked.filtered(name).write({name: mark})
            name = f"{side}_value_text"
            tracked.filtered(name).write({name: mark})
        messages.notification_ids.unlink()
        messages.partner_ids = [(5,)]
        mails = self.env["mail.mail"].search([("mail_message_id", "in", messages.ids)])
        mails.write({"body_html": mark, "email_to": False, "email_cc": False})
