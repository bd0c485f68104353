"""Content of the aged balance workbook, without the ORM."""

import math
from collections import namedtuple
from dataclasses import dataclass, field
from datetime import date

#: One open item, in the order of the detail sheet. Amounts in currency are None when
#: the currency is the company's. The three last columns (0 for none) are hidden:
#: formulas look rows up by identifier, since names may be homonyms or hold
#: characters that ``SUMIFS`` would read as a condition.
AgedItem = namedtuple(
    "AgedItem",
    "account_code partner_name siren document date date_maturity days_overdue"
    " payment_means amount_total amount_paid amount_residual bucket level hold"
    " collector company currency amount_total_currency amount_residual_currency"
    " account_id partner_id user_id",
)
AgedAccount = namedtuple("AgedAccount", "id code name outside ledger")


@dataclass
class AgedReport:
    """What the workbook shows.

    ``outside`` of an account is the part of its aged balance that the filters of
    the user leave out of ``items``; ``ledger`` is its balance in the general ledger.
    """

    company: str
    as_of: date
    generated: str
    currency: str
    items: list
    accounts: list
    scope: str = ""
    decimals: int = 2
    bucket_labels: dict = field(default_factory=dict)
    show_company: bool = False

    def total(self, values):
        """Return a sum rounded to the company currency.

        :param iterable values: amounts.
        :rtype: float
        """
        return round(math.fsum(values), self.decimals) + 0.0
