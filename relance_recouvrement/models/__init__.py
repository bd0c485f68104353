# Mixins first: classes that inherit them are loaded after.
from . import (
    relance_attempts_mixin,
    relance_call_guard,
    relance_commitments_mixin,
    relance_contact_mixin,
    relance_item_mixin,
    relance_kept_mixin,
    relance_promise_approval_mixin,
    relance_reminder_content,
    relance_reminder_guard,
    relance_reminder_text,
)

# isort: split
from . import relance_hold_line_mixin, relance_hold_mixin

# isort: split
from . import (
    account_journal,
    account_move,
    account_move_line,
    engine,
    ir_actions_report,
    ir_attachment,
    mail_message,
    mail_template,
    relance_announcement,
    relance_call,
    relance_case,
    relance_case_line,
    relance_delivery,
    relance_dispute,
    relance_dispute_line,
    relance_dispute_reason,
    relance_invoice_acceptance,
    relance_invoice_check,
    relance_level,
    relance_pause,
    relance_plan,
    relance_plan_installment,
    relance_plan_line,
    relance_promise,
    relance_promise_line,
    relance_promise_stats,
    relance_reminder,
    relance_reminder_line,
    relance_scenario,
    relance_wording,
    res_company,
    res_config_settings,
    res_partner,
)
