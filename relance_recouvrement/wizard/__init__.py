# Mixins first: the sheet inherits them.
from . import relance_call_sheet_info, relance_call_sheet_outcome

# isort: split
from . import (
    base_partner_merge,
    relance_aged_balance_wizard,
    relance_call_sheet,
    relance_call_sheet_line,
    relance_case_hold,
    relance_case_reassign,
    relance_charge_book,
    relance_charge_waive,
    relance_contact_confirm,
    relance_delivery_post,
    relance_dispute_answer,
    relance_doubtful_loss,
    relance_doubtful_loss_line,
    relance_go_live,
    relance_go_live_line,
    relance_go_live_start,
    relance_invoice_accept,
    relance_invoice_match,
    relance_invoice_match_line,
    relance_promise_defer,
    relance_rate_import,
    relance_rate_import_line,
    relance_reminder_postpone,
    relance_reminder_void,
    relance_simulation,
    relance_simulation_line,
    relance_stop_release,
)
