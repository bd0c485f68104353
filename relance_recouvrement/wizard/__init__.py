from . import (
    base_partner_merge,
    relance_aged_balance_wizard,
    relance_case_hold,
    relance_delivery_post,
    relance_reminder_postpone,
    relance_reminder_void,
)
