"""What the law and prudence say of a payment plan, by kind of debtor (LAW §7)."""

from .instalments import months_between

# Without a contract that says so, these owe neither fee nor interest.
FREE_OF_CHARGE = ("b2c", "nonpro", "unknown", "public")
# Time left by the notice before the whole balance is due: eight days were judged
# too short for a consumer (civ. 1, 22 March 2023, n° 21-16.044).
NOTICE_DAYS = {"b2b": 8, "public": 8}
NOTICE_DAYS_DEFAULT = 30
# Days after the reminder of an instalment before its notice is proposed.
NOTICE_AFTER_DAYS = 8
# Added to the delay for the post: the letter gives one calendar date.
POSTAL_DAYS = 4
# A judge may not grant more (C. civ. 1343-5).
JUDGE_MONTHS = 24
# A longer plan needs a manager.
MANAGER_MONTHS = 12


def notice_days(regime):
    """Shortest reasonable delay of the notice, in days."""
    return NOTICE_DAYS.get(regime, NOTICE_DAYS_DEFAULT)


def check(regime, start, end, charges, notice, insurer_deadline=None, known=True):
    """What stands in the way of a plan.

    :param str regime: kind of the debtor
    :param date start: signature, or the day of the simulation
    :param date end: last instalment
    :param bool charges: late-payment penalties go on running
    :param int notice: delay of the notice before acceleration, in days
    :param date insurer_deadline: the claim is declared to the insurer by then
    :param bool known: the kind of debtor was confirmed
    :return: ``[(code, level)]``: ``refused`` forbids the signature, ``manager``
        reserves it to a manager, ``warning`` informs
    """
    found = []
    if charges and regime in FREE_OF_CHARGE:
        found.append(("charges", "refused"))
    if notice < notice_days(regime):
        found.append(("notice", "refused"))
    if end:
        months = months_between(start, end)
        if months > JUDGE_MONTHS:
            found.append(("judge", "warning"))
        if months > MANAGER_MONTHS:
            found.append(("long", "manager"))
        if insurer_deadline and end > insurer_deadline:
            found.append(("insurer", "manager"))
    if not known:
        found.append(("regime", "warning"))
    return found
