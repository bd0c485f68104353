"""What a customer of the demo is made of."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Bill:
    amount: float
    late: int
    term: str = "net30"
    ref: str = ""
    paid: float = 0.0  # share paid on the due date
    currency: str = "EUR"


@dataclass(frozen=True)
class Story:
    key: str
    name: str
    fr: str
    en: str
    bills: tuple = ()
    kind: str = "b2b"  # b2b, b2c, public, nonpro, foreign
    reach: str = "friendly"
    contact: str = ""  # accounts contact, with an e-mail and a telephone
    past: int = 4  # settled invoices earlier in the year
    options: dict = field(default_factory=dict)
