from typing import NamedTuple

from odoo import models

from ...const import LANG

MERGEABLE = ("application/pdf", "image/")
# Deliveries that left, whatever became of them since
LEFT = ("sent", "delivered", "returned")
CHANNELS = {
    "letter": "lettre simple",
    "registered": "lettre recommandée avec avis de réception",
}


class Found(NamedTuple):
    """A document found for a file: ``attachment`` as it is, or else ``report``, what
    is printed; ``source`` the record it comes from; ``checksum`` the fingerprint it
    had when it was sent."""

    name: str
    date: object = None
    attachment: object = None
    report: str = ""
    source: object = None
    checksum: str = ""

    @property
    def key(self):
        record = self.source if self.report else self.attachment
        return self.report or False, record._name, record.id


class RelanceEngineExhibit(models.AbstractModel):
    """Finds the documents of a file, kind by kind: one method ``_find_<kind>`` each.

    Other addons know more: they extend the method of the kind they have.
    """

    _name = "relance.engine.exhibit"
    _description = "Documents of a File"

    def _collect(self, procedure):
        """Fill the checklist of a procedure with what Odoo has, in sudo.

        What a person added, moved or left out stays.
        """
        mine = self.with_context(lang=LANG)
        for kind in procedure._get_checklist():
            mine._collect_kind(procedure, kind)
        printed = procedure.exhibit_ids.filtered(lambda one: one.origin == "generated")
        self.env["relance.engine.exhibit.print"]._print(printed)

    def _collect_kind(self, procedure, kind):
        finder = getattr(self, f"_find_{kind.kind}", None)
        found = finder(procedure) if finder else []
        rows = procedure.exhibit_ids.filtered(lambda row: row.exhibit_type_id == kind)
        known = {
            (row.report, row.source_model, row.source_id): row
            for row in rows.filtered("source_model")
        }
        for index, document in enumerate(found):
            row = known.pop(document.key, None) or self._add(
                procedure, kind, document, index
            )
            self._fill(row, document)
        # what is no longer found was not chosen by anybody
        gone = [
            row.id for row in known.values() if row.origin in ("collected", "generated")
        ]
        procedure.exhibit_ids.browse(gone)._clear()
        self._settle(procedure, kind)

    def _add(self, procedure, kind, document, index):
        return procedure.exhibit_ids.create(
            {
                "procedure_id": procedure.id,
                "exhibit_type_id": kind.id,
                "sequence": kind.sequence * 100 + index,
                "name": document.name,
                "report": document.key[0],
                "source_model": document.key[1],
                "source_id": document.key[2],
            }
        )

    def _fill(self, row, document):
        """A row that has its document keeps it; a printed one is printed again."""
        if document.report:
            row.write({"date": document.date})
            if not row.left_out_reason:
                row.origin = "generated"
        elif not row.attachment_id and not row.left_out_reason:
            copy = self.env["relance.engine.store"]._copy(document.attachment, row)
            row._put(copy, "collected", name=document.name, date=document.date)
            if document.checksum:
                row.checksum = document.checksum

    def _settle(self, procedure, kind):
        """One line to fill while nothing was found, none once something is there."""
        rows = procedure.exhibit_ids.filtered(lambda row: row.exhibit_type_id == kind)
        full = rows.filtered(lambda row: row.attachment_id or row.origin == "generated")
        empty = rows - full
        if full:
            # sudo already: a line nobody filled nor explained
            empty.filtered(lambda row: not row.left_out_reason).unlink()
        elif not rows and kind._is_asked(procedure):
            procedure.exhibit_ids.create(
                {
                    "procedure_id": procedure.id,
                    "exhibit_type_id": kind.id,
                    "sequence": kind.sequence * 100,
                    "name": kind.name,
                }
            )

    # === HELPERS === #

    def _get_moves(self, procedure):
        moves = procedure.line_ids.case_line_id.move_id
        return moves.filtered(lambda move: move.is_sale_document(True)).sorted(
            lambda move: (move.invoice_date or move.date, move.id)
        )

    def _get_reminders(self, procedure, notices):
        """Reminders that left and claimed what this procedure claims."""
        items = procedure.line_ids.case_line_id
        return procedure.case_id.reminder_ids.filtered(
            lambda rem: (
                rem.state == "sent"
                and (rem.stage == "formal_notice") == notices
                and rem.line_ids.case_line_id & items
            )
        ).sorted(lambda rem: (rem.date, rem.id))

    def _get_files(self, records, name, date=None):
        """PDF and image attachments of records, named after them."""
        attachments = self.env["ir.attachment"].search(
            [
                ("res_model", "=", records._name),
                ("res_id", "in", records.ids),
                ("type", "=", "binary"),
            ],
            order="res_id, id",
        )
        by_record = {record.id: record for record in records}
        return [
            Found(f"{name(by_record[att.res_id])} – {att.name}", date, att)
            for att in attachments
            if (att.mimetype or "").startswith(MERGEABLE)
        ]

    def _say_day(self, day):
        return day.strftime("%d/%m/%Y") if day else ""

    # === KINDS === #

    def _find_terms(self, procedure):
        partner = procedure.partner_id.with_company(procedure.company_id)
        found = []
        if signed := partner.relance_terms_attachment_id:
            found.append(Found("Conditions générales de vente signées", None, signed))
        return found

    def _find_order(self, procedure):
        return []

    def _find_contract(self, procedure):
        return []

    def _find_delivery(self, procedure):
        return []

    def _find_invoice(self, procedure):
        found = []
        for move in self._get_moves(procedure):
            document = move.invoice_pdf_report_id or move.message_main_attachment_id
            if document and (document.mimetype or "").startswith(MERGEABLE):
                name = f"Facture {move.name} du {self._say_day(move.invoice_date)}"
                found.append(Found(name, move.invoice_date, document))
            else:
                name = f"Facture {move.name} du {self._say_day(move.invoice_date)}"
                found.append(
                    Found(name, move.invoice_date, report="invoice", source=move)
                )
        return found

    # === PRINTED BY ODOO === #

    def _find_statement(self, procedure):
        day = procedure._get_file_day()
        name = f"Relevé de compte au {self._say_day(day)}"
        return [Found(name, day, report="statement", source=procedure)]

    def _find_interest(self, procedure):
        if not procedure._get_decompte():
            return []
        day = procedure._get_file_day()
        name = f"Décompte des intérêts et indemnités au {self._say_day(day)}"
        return [Found(name, day, report="interest", source=procedure)]

    def _find_chronology(self, procedure):
        day = procedure._get_file_day()
        name = "Chronologie des échanges avec le débiteur"
        return [Found(name, day, report="chronology", source=procedure)]

    def _find_company_data(self, procedure):
        day = procedure._get_file_day()
        return [Found("Identité des parties", day, report="parties", source=procedure)]

    # === WHAT WAS SENT AND SAID === #

    def _find_reminder(self, procedure):
        return self._find_sent(self._get_reminders(procedure, notices=False))

    def _find_formal_notice(self, procedure):
        return self._find_sent(self._get_reminders(procedure, notices=True))

    def _find_sent(self, reminders):
        """Each message as it left: the frozen letter, or the e-mail."""
        found = []
        for reminder in reminders:
            for delivery in reminder.delivery_ids.filtered(
                lambda dlv: dlv.state in LEFT
            ):
                day = delivery.posted_date or reminder.date
                name = f"{reminder.level_id.name} du {self._say_day(day)}"
                if delivery.attachment_id:
                    found.append(
                        Found(
                            f"{name}, {CHANNELS.get(delivery.channel, 'courrier')}",
                            day,
                            delivery.attachment_id,
                            checksum=delivery.checksum,
                        )
                    )
                elif delivery.mail_message_id:
                    found.append(
                        Found(f"{name}, e-mail", day, report="email", source=delivery)
                    )
        return found

    def _find_receipt(self, procedure):
        """Slips, receipts and returned envelopes of the registered letters."""
        found = []
        letters = self._get_reminders(procedure, notices=True).delivery_ids.filtered(
            lambda dlv: dlv.channel == "registered" and dlv.state in LEFT
        )
        for letter in letters:
            number = letter.tracking_number or ""
            hashes = letter.scan_hashes or {}
            for scan in letter.deposit_proof_ids:
                name = f"Preuve de dépôt de la lettre recommandée {number}"
                found.append(
                    Found(
                        name,
                        letter.posted_date,
                        scan,
                        checksum=hashes.get(str(scan.id)),
                    )
                )
            for scan in letter.proof_attachment_ids:
                day = letter.received_date or letter.returned_date
                kind = "Avis de réception" if letter.received_date else "Retour"
                name = f"{kind} de la lettre recommandée {number}"
                found.append(Found(name, day, scan, checksum=hashes.get(str(scan.id))))
        return found

    def _find_recap(self, procedure):
        """E-mails that sum calls up, and what the customer answered."""
        found = []
        for call in procedure.case_id.call_ids.sorted("date"):
            day = call.date.date()
            if call.recap_message_id:
                found.append(
                    Found(
                        f"Compte rendu de l'appel du {self._say_day(day)}",
                        day,
                        report="message",
                        source=call.recap_message_id,
                    )
                )
            if answer := call.reply_message_id:
                day = answer.date.date()
                found.append(
                    Found(
                        f"Réponse du client du {self._say_day(day)}",
                        day,
                        report="message",
                        source=answer,
                    )
                )
        return found

    def _find_acknowledgment(self, procedure):
        """Signed plans, and acts by which the debtor acknowledged the debt."""
        case = procedure.case_id
        plans = case.plan_ids.filtered("signature_date")
        acts = self.env["relance.interruption"].search(
            [
                ("case_id", "=", case.id),
                ("state", "!=", "cancelled"),
                ("kind", "in", ("recognition", "request", "payment")),
            ]
        )
        labels = dict(acts._fields["kind"]._description_selection(self.env))
        return self._get_binaries(
            plans,
            "signed_document",
            lambda plan: f"Échéancier signé le {self._say_day(plan.signature_date)}",
            "signature_date",
        ) + self._get_binaries(
            acts,
            "proof",
            lambda act: f"{labels[act.kind]}, {self._say_day(act.date)}",
            "date",
        )

    def _find_claim(self, procedure):
        """The declaration of claim as it was sent, and its proof."""
        found = []
        for record in self.env["relance.insolvency"].search(
            [
                ("partner_id", "=", procedure.partner_id.id),
                ("company_id", "=", procedure.company_id.id),
                ("state", "!=", "cancelled"),
            ]
        ):
            day = record.declared_date
            if document := record.declaration_attachment_id:
                found.append(
                    Found(
                        f"Déclaration de créance du {self._say_day(day)}",
                        day,
                        document,
                        checksum=record.declaration_checksum,
                    )
                )
            elif record.state == "open" and record.line_ids:
                found.append(
                    Found(
                        "Déclaration de créance à signer",
                        report="insolvency_claim",
                        source=record,
                    )
                )
            found += self._get_binaries(
                record,
                "declared_proof",
                lambda _record: "Preuve d'envoi de la déclaration de créance",
                "declared_date",
            )
        return found

    def _find_insurance(self, procedure):
        """What was declared to the credit insurer, with its receipt."""
        declarations = procedure.case_id.insurance_declaration_ids
        return self._get_binaries(
            declarations.filtered(lambda record: record.state == "recorded"),
            "proof",
            lambda record: f"Déclaration à l'assureur-crédit n° {record.reference}",
            "date",
        )

    def _get_binaries(self, records, field, name, day):
        """Documents kept in a binary field of records."""
        attachments = self.env["ir.attachment"].search(
            [
                ("res_model", "=", records._name),
                ("res_id", "in", records.ids),
                ("res_field", "=", field),
            ],
            order="res_id",
        )
        by_id = {record.id: record for record in records}
        return [
            Found(name(by_id[att.res_id]), by_id[att.res_id][day], att)
            for att in attachments
        ]
