"""How long what is known of a debtor is kept (LAW §8). Pure Python."""

from .instalments import add_months

#: What each rule is about, in the order of the list.
ERASABLE = ("call", "message", "agreement", "contact", "attachment")
#: Months before which accounting documents and proofs may not go (C. com. L123-22).
PROOF_MONTHS = 120
#: Months after which nothing written about a consumer is kept.
CONSUMER_CAP = 60
#: Who is treated as a consumer.
CONSUMERS = frozenset({"b2c", "unknown"})
#: What tells a text that was already erased.
MARK = "(durée de conservation)"


def get_mark(day):
    """What replaces a text erased on ``day``."""
    return f"effacé le {day:%d/%m/%Y} {MARK}"


def get_due(closed, months):
    """First day on which what a case closed on ``closed`` holds is erased."""
    return add_months(closed, months)


def get_cutoff(today, months):
    """Last day of the records that are old enough on ``today``."""
    return add_months(today, -months)


def get_words(months, words):
    """A number of months in words, in years when they are whole.

    :param LetterWords words: of a language
    :rtype: str
    """
    years, rest = divmod(months, 12)
    if rest:
        return f"{months} {words['months']}"
    return f"{years} {words['years' if years > 1 else 'year']}"
