"""Which documents of a route are there and which are missing; without a database."""

from dataclasses import dataclass

# Made by the route itself, or printed by the addon: nothing to gather before.
NOT_GATHERED = frozenset(
    (
        "request",
        "mandate",
        "statement",
        "interest",
        "recap",
        "acknowledgment",
        "chronology",
        "claim",
        "insurance",
        "other",
    )
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A document that a route asks for: its French name and any of the ``kinds`` that
    does; ``required``: the file is refused without it."""

    name: str
    kinds: tuple
    required: bool = False

    def is_gathered(self):
        """Whether somebody has to find it."""
        return self.kinds[0] not in NOT_GATHERED


def sort_documents(wanted, known):
    """What is there and what is missing for a route.

    :param list wanted: ``Wanted``, in the order of the file
    :param known: kinds of documents that are there
    :return: ``(present, missing)``, lists of ``Wanted``
    :rtype: tuple
    """
    present, missing = [], []
    for document in wanted:
        if document.is_gathered():
            found = any(kind in known for kind in document.kinds)
            (present if found else missing).append(document)
    return present, missing
