from . import (
    base_partner_merge,
    relance_aged_balance_wizard,
    relance_case_hold,
    relance_delivery_post,
    relance_go_live,
    relance_go_live_line,
    relance_go_live_start,
    relance_promise_defer,
    relance_reminder_postpone,
    relance_reminder_void,
    relance_simulation,
    relance_simulation_line,
)
