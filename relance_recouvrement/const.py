"""Shared selections and constants."""

# Letters, reasons and explanations are French content, whoever runs the engine.
LANG = "fr_FR"
TIMEZONE = "Europe/Paris"

STAGES = [
    ("prevention", "Before due date"),
    ("amicable", "Amicable"),
    ("last_notice", "Last notice"),
    ("formal_notice", "Formal notice"),
    ("decision", "Decision"),
]
CHANNELS = [
    ("email", "E-mail"),
    ("letter", "Letter"),
    ("registered", "Registered letter"),
    ("call", "Call"),
]
HOLDS = [
    ("none", "None"),
    ("promise", "Promise"),
    ("dispute", "Dispute"),
    ("plan", "Payment plan"),
    ("procedure", "Procedure"),
    ("insolvency", "Insolvency"),
    ("assigned", "Assigned to a factor"),
    ("time_barred", "Time-barred"),
    ("excluded", "Excluded"),
]
DECISIONS = [
    ("send", "Automatic sending"),
    ("confirm", "To confirm"),
    ("call", "Call"),
    ("wait", "Wait"),
    ("hold", "On hold"),
    ("nothing", "Nothing to do"),
]
REGIMES = [
    ("unknown", "To be confirmed"),
    ("b2b", "Business"),
    ("b2c", "Consumer"),
    ("nonpro", "Non-professional"),
    ("public", "Public body"),
]
# What a level says of late-payment interest and indemnities.
LEVEL_CHARGES = [
    ("none", "Nothing"),
    ("mention", "A mention, no amount"),
    ("amount", "Their amounts"),
]
CHARGE_KINDS = [
    ("interest", "Late-payment interest"),
    ("indemnity", "Flat indemnity"),
    ("cost", "Proven costs"),
]
CHARGE_STATES = [
    ("accrued", "Accrued"),
    ("claimed", "Claimed"),
    ("partly", "Partly settled"),
    ("draft", "Being invoiced"),
    ("invoiced", "Invoiced"),
    ("partly_paid", "Partly paid"),
    ("paid", "Paid"),
    ("written_off", "Written off"),
    ("waived", "Waived"),
    ("none", "Nothing owed"),
]
# How charges are booked.
CHARGE_DOCUMENTS = [
    ("note", "Debit note to the customer"),
    ("entry", "Accounting entry 411 / 7631"),
]
# How the rate of penalties is found; see ``tools/rates.py``.
PENALTY_MODES = [
    ("ecb10", "ECB rate + 10 points"),
    ("legal3", "Three times the legal rate"),
    ("fixed", "Contract rate"),
]
# Every basis of ``rates.Clause``.
RATE_BASES = [
    *PENALTY_MODES,
    ("public", "ECB rate + 8 points"),
    ("legal", "Legal rate"),
]
# Whom a partial payment pays first (C. civ. 1343-1).
IMPUTATIONS = [
    ("principal", "Principal first"),
    ("interest", "Interest first (C. civ. 1343-1)"),
]
DAY_BASES = [("365", "365 days"), ("actual", "Days of the year")]
# What a formal notice announces; see ``tools/routes.py``.
ROUTES = [
    ("agency", "Collection agency"),
    ("lawyer", "Lawyer"),
    ("mediation", "Mediation"),
    ("conciliation", "Court conciliator"),
    ("petites_creances", "Small claims procedure, up to 5,000 €"),
    ("l126", "Undisputed commercial claim, between traders"),
    ("injonction", "Order for payment"),
    ("injonction_eu", "European order for payment"),
    ("refere", "Interim payment by a summary judge"),
    ("assignation", "Action before the court"),
    ("admin_claim", "Prior claim to the public body"),
    ("refere_admin", "Interim payment by the administrative judge"),
    ("mandatement", "Payment ordered by the prefect"),
]
# Every route of a procedure: those announced, and those that are never a threat.
PROCEDURE_ROUTES = [
    *ROUTES,
    ("cheque", "Unpaid cheque: certificate and enforcement"),
    ("arbitration", "Arbitration"),
    ("insurance", "Credit insurance claim"),
    ("insolvency", "Declaration of claim in the insolvency"),
]
PROCEDURE_STATES = [
    ("draft", "In preparation"),
    ("open", "Under way"),
    ("title", "Title obtained"),
    ("closed", "Closed"),
    ("cancelled", "Cancelled"),
]
# Its items are out of the amicable dunning meanwhile.
PROCEDURE_LIVE = ("open", "title")
PROCEDURE_ENDS = [
    ("paid", "Paid"),
    ("plan", "Payment plan"),
    ("settlement", "Settlement"),
    ("lost", "Lost"),
    ("abandoned", "Abandoned"),
    ("title", "Title obtained"),
    ("insolvency", "Insolvency of the debtor"),
]
# Who carries a procedure out.
AGENT_KINDS = [
    ("none", "Nobody outside"),
    ("agency", "Collection agency"),
    ("lawyer", "Lawyer"),
    ("commissaire", "Commissaire de justice"),
    ("mediator", "Mediator or arbitrator"),
    ("court", "Court registry"),
    ("insurer", "Credit insurer"),
]
DELAY_UNITS = [
    ("days", "Days"),
    ("working_days", "Working days"),
    ("months", "Months"),
]
# What the date of a step is: the last day to act, the usual one, or the first day on
# which it may be done.
DEADLINE_KINDS = [
    ("legal", "Last day, by law"),
    ("earliest", "First day, by law"),
    ("usual", "Usual"),
    ("none", "No date"),
]
PROCEDURE_COSTS = [
    ("greffe", "Court registry"),
    ("service", "Commissaire de justice"),
    ("lawyer", "Lawyer"),
    ("agency", "Agency commission"),
    ("translation", "Translation"),
    ("other", "Other"),
]
# Courts that judge an unpaid claim; a TAE is a commercial court of trial.
COURT_KINDS = [
    ("tc", "Commercial court"),
    ("tj", "Civil court"),
    ("jcp", "Judge of consumer credit and rents"),
    ("ta", "Administrative court"),
]
# Before which of them a fee is owed; see ``tools/route_fees.py``.
FEE_COURTS = [
    ("commercial", "Commercial court or TAE"),
    ("tae", "TAE only"),
    ("civil", "Civil court"),
    ("administrative", "Administrative court"),
]
# Whether somebody is a trader (C. com. L121-1, L210-1), as a person confirmed.
TRADERS = [("yes", "A trader"), ("no", "Not a trader")]
# A clause of the contract that binds both sides.
CONTRACT_CLAUSES = [
    ("mediation", "Mediation first"),
    ("arbitration", "Arbitration"),
]
# What the documents of a file are.
EXHIBIT_KINDS = [
    ("request", "Request, letter"),
    ("mandate", "Power, mandate"),
    ("contract", "Contract"),
    ("order", "Order, signed quotation"),
    ("terms", "General terms"),
    ("delivery", "Proof of delivery"),
    ("invoice", "Invoice"),
    ("statement", "Statement of account"),
    ("interest", "Interest statement"),
    ("reminder", "Reminder"),
    ("recap", "Confirmed in writing"),
    ("acknowledgment", "Acknowledgment, plan"),
    ("formal_notice", "Formal notice"),
    ("receipt", "Deposit and receipt"),
    ("chronology", "Chronology"),
    ("company_data", "Identity of the parties"),
    ("kbis", "Company register"),
    ("cheque", "Unpaid cheque"),
    ("claim", "Declaration of claim"),
    ("insurance", "Credit insurance"),
    ("other", "Other"),
]
# Where the document of an exhibit comes from.
EXHIBIT_ORIGINS = [
    ("missing", "To find"),
    ("collected", "Found in Odoo"),
    ("generated", "Printed by Odoo"),
    ("uploaded", "Uploaded"),
    ("picked", "Chosen"),
]
# Flat indemnity for recovery costs, EUR per invoice (C. com. D441-5, CCP D2192-35).
INDEMNITY = 40.0

# Why debts are given up.
ABANDON_REASONS = [
    ("uneconomic", "Costs more than it would bring"),
    ("vanished", "Debtor not found"),
    ("insolvent", "Insolvent, nothing to seize"),
    ("time_barred", "Time-barred"),
    ("dispute", "Claim not proved"),
    ("gesture", "Commercial gesture"),
    ("other", "Other reason"),
]

# Collective proceedings of a debtor (C. com. book VI).
INSOLVENCY_KINDS = [
    ("sauvegarde", "Safeguard"),
    ("redressement", "Receivership"),
    ("liquidation", "Liquidation"),
]
INSOLVENCY_STATES = [
    ("open", "To declare"),
    ("declared", "Declared"),
    ("contested", "Contested"),
    ("admitted", "Admitted"),
    ("closed", "Closed"),
    ("cancelled", "Entered by mistake"),
]
# Prior claims are frozen meanwhile.
INSOLVENCY_LIVE = ("open", "declared", "contested", "admitted")
INSOLVENCY_ENDS = [
    ("paid", "Liabilities paid"),
    ("plan_done", "Plan carried out"),
    ("insufficient", "Not enough assets"),
    ("refused", "Appeal: the proceedings were set aside"),
]
# What a debt is for, when its limitation is not that of the kind of debtor; periods
# and articles in ``tools/limitation.py``.
DEBT_NATURES = [
    ("ordinary", "Goods and services"),
    ("telecom", "Phone or internet"),
    ("transport", "Transport of goods"),
    ("insurance", "Insurance premium"),
    ("rent", "Residential rent"),
    ("bill", "Accepted bill of exchange"),
    ("civil", "Other civil debt, co-ownership charges"),
]
# What starts limitation again, or stops it for a while. No letter does.
INTERRUPTION_KINDS = [
    ("recognition", "Debt acknowledged in writing"),
    ("plan", "Payment plan signed"),
    ("payment", "Partial payment"),
    ("request", "Time asked for in writing"),
    ("service", "Writ or order to pay served"),
    ("enforcement", "Seizure or protective measure"),
    ("declaration", "Claim declared in an insolvency"),
    ("title", "Judgment or other enforceable title"),
    ("mediation", "Mediation or conciliation"),
]

PAYMENT_MEANS = [
    ("transfer", "Bank transfer"),
    ("cheque", "Cheque"),
    ("card", "Card"),
    ("direct_debit", "Direct debit"),
    ("bill", "Bill of exchange"),
    ("cash", "Cash"),
    ("other", "Other"),
]

# The day proposed when a promise is taken, before the customer says another.
PROMISE_USUAL_DAYS = 7

# What a stopped customer means for an order or a delivery.
STOP_ACTIONS = [
    ("off", "Nothing"),
    ("warn", "Warned, and logged"),
    ("refuse", "Refused, unless released with a reason"),
]
CALL_OUTCOMES = [
    ("promise", "Promise to pay"),
    ("partial_promise", "Promise of a part"),
    ("dispute", "Dispute"),
    ("plan_asked", "Payment plan asked"),
    ("invoice_not_received", "Invoice not received"),
    ("already_paid", "Says it is paid"),
    ("call_back", "To call back"),
    ("refuses", "Refuses to pay"),
    ("insolvent", "Cannot pay any more"),
    ("no_answer", "No answer"),
    ("voicemail", "Voicemail"),
    ("wrong_number", "Wrong number"),
    ("reached", "Reached"),
]
# Nobody was spoken to: never a contact, never a level done.
NOT_REACHED_OUTCOMES = ("no_answer", "voicemail", "wrong_number")
# The right person was spoken to. A call back is often asked by somebody else.
REACHED_OUTCOMES = (
    "promise",
    "partial_promise",
    "dispute",
    "plan_asked",
    "invoice_not_received",
    "already_paid",
    "refuses",
    "insolvent",
    "reached",
)
# Spoken to and nothing agreed: a next step with its date ends the call.
OPEN_OUTCOMES = ("reached", "already_paid", "invoice_not_received")
# A manager decides on what follows.
ESCALATED_OUTCOMES = ("refuses", "insolvent")
DELAY_REASONS = [
    ("cash", "Cash trouble"),
    ("dispute", "Dispute"),
    ("not_received", "Invoice not received"),
    ("signatory", "Signatory away"),
    ("forgotten", "Forgotten"),
    ("administrative", "Administrative"),
    ("other", "Other"),
]
# An answer that comes this many days after a recap is the answer to it.
RECAP_REPLY_DAYS = 30

# A promise farther away than this many days needs a manager.
PROMISE_MAX_DAYS = 15
# So does the promise of this number on the same items.
PROMISES_ON_SAME_ITEMS = 3
# Promises made within this many days are judged again by each run: a direct debit
# can come back thirteen months later.
PROMISE_REVIEW_DAYS = 400

# A bank debit on a customer's account this recent is a payment that came back.
RETURNED_WITHIN_DAYS = 45

# A bank statement older than this many working days is stale.
BANK_FRESH_DAYS = 2
# A new formal notice within this many days makes the customer start at firm.
RECIDIVISM_DAYS = 183
# Reminders are confirmed by a person during the first days of use.
GO_LIVE_DAYS = 30
# A step announced and not done this many working days after is broken.
ANNOUNCEMENT_GRACE_DAYS = 5
# A printed letter waits this many days before a task is made.
UNPOSTED_DAYS = 3
# The salesperson is warned this many days before a last notice.
SALESPERSON_WARNING_DAYS = 2
# A transient SMTP failure is tried again this many times.
MAIL_RETRIES = 3
# Who opened a call or a message and did not close it is free after this many minutes.
CONTACT_MINUTES = 30

# Checks of an invoice before its first reminder, in the order of the screen.
INVOICE_CHECKS = [
    ("sent", "Invoice sent"),
    ("due_date", "Due date"),
    ("unmatched", "Credits and payments"),
    ("dispute", "Dispute"),
    ("bank_account", "Bank account"),
    ("contact", "Contact"),
]
CHECK_ACTIONS = [
    ("off", "No check"),
    ("warn", "A person confirms"),
    ("block", "Nothing is prepared"),
]

# The credit of a customer is reviewed again after this many months.
CREDIT_REVIEW_MONTHS = 12
# The task of a credit review is made this many days before it.
CREDIT_REVIEW_NOTICE_DAYS = 7

# Customer's answer to the dispute: days left before reminders go on, by default.
DISPUTE_FRESH_DAYS = 8
# A dispute that waits is recalled every so many days; who is above hears it then.
DISPUTE_REMINDER_DAYS = 3
# Days left to accounting to issue the credit note of a founded dispute.
CREDIT_NOTE_DAYS = 5
# Disputes settled within this many days are judged again by each run: a credit note
# can be undone.
DISPUTE_REVIEW_DAYS = 400
