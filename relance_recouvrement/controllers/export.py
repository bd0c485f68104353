from odoo.http import Controller, content_disposition, request, route

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class RelanceExport(Controller):
    @route(
        "/relance/aged_balance/<int:wizard_id>/xlsx",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def aged_balance(self, wizard_id, **_kwargs):
        """Stream the aged balance chosen in a wizard of the current user.

        :param int wizard_id: ``relance.aged.balance.wizard``.
        """
        wizards = request.env["relance.aged.balance.wizard"]
        wizards.check_access("read")
        request.env["relance.aged.balance"].check_access("read")
        wizard = wizards.search(
            [("id", "=", wizard_id), ("create_uid", "=", request.env.uid)]
        )
        if not wizard or wizard.company_id not in request.env.user.company_ids:
            raise request.not_found()
        filename, content = wizard._get_export()
        return request.make_response(
            content,
            headers=[
                ("Content-Type", XLSX),
                ("Content-Length", len(content)),
                ("Content-Disposition", content_disposition(filename)),
                ("Cache-Control", "no-store"),
            ],
        )
