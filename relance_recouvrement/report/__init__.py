from . import (
    relance_aged_balance,
    relance_aged_balance_export,
    relance_announcement_report,
    relance_day_query,
    relance_insurance_export,
)

# isort: split
from . import relance_day

# isort: split
from . import relance_team
