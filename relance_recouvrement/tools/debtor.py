"""What the kind of a debtor changes: the master matrix of the law (LAW §0). Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Regime:
    """Consequences of a debtor's kind.

    ``interest``: ``penalty`` (runs from the day after the due date: C. com. L441-10
    II), ``public`` (CCP L2192-13), ``legal`` (from the formal notice received:
    C. civ. 1231-6) or ``none``. ``indemnity``: the 40 € per invoice is owed
    (D441-5, CCP D2192-35). ``costs``: proven costs above it may be claimed.
    ``limitation_years``: to sue, unless the nature of the debt says otherwise
    (LAW §3.4). ``needs_consent``: an electronic registered letter needs the debtor's
    prior consent (code des postes L100).
    """

    interest: str
    indemnity: bool
    costs: bool
    limitation_years: int
    needs_consent: bool

    @property
    def owes_charges(self):
        """Interest runs and 40 € are owed without any formality."""
        return self.interest in ("penalty", "public")


REGIMES = {
    "b2b": Regime("penalty", True, True, 5, False),
    "b2c": Regime("legal", False, False, 2, True),
    "nonpro": Regime("legal", False, False, 5, True),
    "public": Regime("public", True, True, 4, True),
    # Nothing is claimed that a consumer would not owe, and the shortest period runs.
    "unknown": Regime("none", False, False, 2, True),
}


def get_regime(code):
    """The consequences of a kind of debtor; ``unknown`` when none is given.

    :param str code: ``b2b b2c nonpro public unknown`` or False
    :rtype: Regime
    """
    return REGIMES[code or "unknown"]
