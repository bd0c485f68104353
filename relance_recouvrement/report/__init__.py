from . import (
    relance_aged_balance,
    relance_aged_balance_export,
    relance_announcement_report,
    relance_claim_export,
    relance_day_query,
    relance_insurance_export,
    relance_procedure_report,
)

# isort: split
from . import relance_doubtful_export, relance_procedure_export

# isort: split
from . import relance_day

# isort: split
from . import relance_team
