from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    relance_booking_ids = fields.One2many(
        "relance.doubtful.booking",
        "move_id",
        groups="relance_recouvrement.group_manager",
    )

    def _post(self, soft=True):
        """Entries of doubtful debts are checked, then matched with what they settle."""
        # sudo: who posts may not work on collection
        bookings = self.env["relance.doubtful.booking"].sudo()
        bookings = bookings.search([("move_id", "in", self.ids)])
        bookings._check_before_post()
        posted = super()._post(soft)
        done = bookings.filtered(lambda booking: booking.move_id in posted)
        done._settle()
        undone = bookings.search([("move_id", "in", posted.reversed_entry_id.ids)])
        cases = (done | undone).case_id
        if cases:
            cases._refresh()
        return posted

    def button_draft(self):
        """Odoo leaves what is back to draft matched: an entry of doubtful debts then
        settles nothing any more."""
        result = super().button_draft()
        # sudo: as in _post
        bookings = self.env["relance.doubtful.booking"].sudo()
        bookings.search([("move_id", "in", self.ids)])._unsettle()
        return result

    def action_view_relance_bookings(self):
        """Open what the entry does for a doubtful debt."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "relance_recouvrement.relance_doubtful_booking_action"
        )
        action["domain"] = [("move_id", "=", self.id)]
        action["context"] = {}
        if len(self.relance_booking_ids) == 1:
            action.update(
                res_id=self.relance_booking_ids.id,
                views=[(False, "form")],
                view_mode="form",
            )
        return action

    def _relance_open_entries(self):
        """Action that opens these entries: the form of one, the list of several."""
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Entries of doubtful debts"),
            "res_model": "account.move",
            "view_mode": "list,form",
            "views": [
                (self.env.ref("account.view_move_tree").id, "list"),
                (False, "form"),
            ],
            "domain": [("id", "in", self.ids)],
            "context": {"create": False},
        }
        if len(self) == 1:
            action.update(res_id=self.id, views=[(False, "form")], view_mode="form")
        return action
