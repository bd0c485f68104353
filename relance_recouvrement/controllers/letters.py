from odoo.http import Controller, content_disposition, request, route
from odoo.tools.pdf import merge_pdf


class RelanceLetters(Controller):
    @route(
        "/relance/letters/<string:delivery_ids>",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def letters(self, delivery_ids, **_kwargs):
        """Frozen letters of several deliveries as one PDF, in the order asked for,
        each followed by the documents that it says it encloses.

        :param str delivery_ids: comma separated ids of ``relance.delivery``
        """
        ids = delivery_ids.split(",")
        if not all(part.isdecimal() for part in ids):
            raise request.not_found()
        deliveries = request.env["relance.delivery"].browse(map(int, ids)).exists()
        deliveries.check_access("read")
        # sudo: who may read the delivery may read the letter that is its proof
        letters = deliveries.sudo().attachment_id
        if not letters:
            raise request.not_found()
        content = merge_pdf(deliveries.sudo()._get_pages())
        name = letters.name if len(letters) == 1 else f"courriers_{len(letters)}.pdf"
        return request.make_response(
            content,
            headers=[
                ("Content-Type", "application/pdf"),
                ("Content-Length", len(content)),
                ("Content-Disposition", content_disposition(name)),
                ("Cache-Control", "no-store"),
            ],
        )
