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
        return self._send(filename, content)

    @route(
        "/relance/insurance/<int:policy_id>/xlsx",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def insurance(self, policy_id, **_kwargs):
        """Stream what the customers covered by a policy owe.

        :param int policy_id: ``relance.insurance.policy`` that the user may read
        """
        policies = request.env["relance.insurance.policy"]
        policies.check_access("read")
        # any company of the user, whichever is chosen in the menu
        policies = policies.with_context(
            allowed_company_ids=request.env.user.company_ids.ids
        )
        policy = policies.search([("id", "=", policy_id)])
        if not policy:
            raise request.not_found()
        export = policy.env["relance.insurance.export"]
        content = export._get_workbook(policy)
        filename = export._get_filename(policy)
        return self._send(filename, content)

    @route(
        "/relance/procedures/<string:ids>/xlsx",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def procedures(self, ids, **_kwargs):
        """Stream what procedures claim, for the lawyer.

        :param str ids: of ``relance.procedure`` that the user may read, joined by
            hyphens
        """
        wanted = [int(part) for part in ids.split("-") if part.isdecimal()]
        found = self._find("relance.procedure", wanted)
        if len(found.company_id) != 1:
            raise request.not_found()
        export = found.env["relance.procedure.export"]
        return self._send(export._get_filename(found), export._get_workbook(found))

    @route(
        "/relance/doubtful/<int:review_id>/xlsx",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def doubtful(self, review_id, **_kwargs):
        """Stream the doubtful debts of a closing, for the auditor.

        :param int review_id: ``relance.doubtful`` that the user may read
        """
        review = self._find("relance.doubtful", [review_id])
        export = review.env["relance.doubtful.export"]
        return self._send(export._get_filename(review), export._get_workbook(review))

    def _find(self, model, ids):
        """Records of any company of the user, whichever is chosen in the menu."""
        records = request.env[model]
        records.check_access("read")
        records = records.with_context(
            allowed_company_ids=request.env.user.company_ids.ids
        )
        found = records.search([("id", "in", ids)])
        if not found:
            raise request.not_found()
        return found

    def _send(self, filename, content):
        return request.make_response(
            content,
            headers=[
                ("Content-Type", XLSX),
                ("Content-Length", len(content)),
                ("Content-Disposition", content_disposition(filename)),
                ("Cache-Control", "no-store"),
            ],
        )
