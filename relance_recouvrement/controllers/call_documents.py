from odoo.http import Controller, content_disposition, request, route


class RelanceCallDocuments(Controller):
    @route(
        "/relance/documents/<int:case_id>", type="http", auth="user", methods=["GET"]
    )
    def documents(self, case_id, line=None, **_kwargs):
        """The invoices still owed by a customer and their proofs as one PDF.

        :param int case_id: ``relance.case`` that the user may read
        :param str line: id of one ``relance.case.line`` of it, else all open ones
        """
        case = request.env["relance.case"].browse(case_id).exists()
        if not case or not case.has_access("read"):
            raise request.not_found()
        lines = case.open_line_ids.filtered(lambda item: item.amount_residual > 0)
        if line:
            wanted = int(line) if line.isdecimal() else 0
            lines = lines.filtered(lambda item: item.id == wanted)
        content = request.env["relance.call.documents"]._get_merged(lines)
        if not content:
            raise request.not_found()
        name = f"documents_{case.partner_id.name}.pdf".replace("/", "-")
        disposition = content_disposition(name).replace("attachment", "inline", 1)
        return request.make_response(
            content,
            headers=[
                ("Content-Type", "application/pdf"),
                ("Content-Length", len(content)),
                ("Content-Disposition", disposition),
                ("Cache-Control", "no-store"),
            ],
        )
