"""The addon's own settings of the demo: kinds of debtors, contacts, scenarios."""

from datetime import timedelta

from .stories import STORIES

REGIMES = {"b2b": "b2b", "b2c": "b2c", "public": "public", "foreign": "b2b"}


RATE_SOURCE = (
    "Valeur de démonstration, non officielle : reprise du dernier semestre connu."
)


def apply(ledger):
    env = ledger.env
    _set_rates(env, ledger.today)
    for company in (ledger.main, ledger.services):
        company.write(
            {
                "relance_followed_from": ledger.day(400),
                "relance_go_live_date": ledger.day(150),
            }
        )
    _set_collectors(ledger)
    for story in STORIES:
        partner = ledger.partners[story.key]
        partner.write(_partner_values(story, partner))
        _set_options(ledger, story, partner)
    ordinary = env["res.partner"].union(*ledger.ordinary.values())
    ordinary.write({"relance_debtor_regime": "b2b", "relance_regime_confirmed": True})


def _set_rates(env, today):
    """A formal notice asks for confirmed rates: a semester that is not published in
    the addon takes the last known figures here, and says that they are samples."""
    rates = env["relance.rate"].search([], order="date_from")
    known = rates.filtered(lambda rate: rate.state == "confirmed")[-1:]
    while rates[-1].date_to < today:
        rates += rates.create({"date_from": rates[-1].date_to + timedelta(days=1)})
    for rate in rates.filtered(lambda rate: rate.state == "missing"):
        rate.write(
            {
                "legal_individual": known.legal_individual,
                "legal_other": known.legal_other,
                "ecb_rate": known.ecb_rate,
                "ecb_is_zero": known.ecb_is_zero,
                "source": RATE_SOURCE,
                "jo_date": rate.date_from,
                "state": "confirmed",
            }
        )


def _partner_values(story, partner):
    contacts = partner.child_ids.filtered(lambda child: child.type == "contact")
    directors = contacts.filtered(lambda contact: "général" in contact.function)
    regime = REGIMES.get(story.kind, "unknown")
    return {
        "relance_debtor_regime": regime,
        "relance_regime_confirmed": regime != "unknown",
        "relance_dunning_contact_id": (contacts - directors)[:1].id,
        "relance_escalation_contact_id": directors[:1].id,
    }


def _set_collectors(ledger):
    """Camille works the default scenario, Hugo the others."""
    scenarios = ledger.env["relance.scenario"].search([])
    scenarios.user_id = ledger.users["hugo"]
    default = ledger.env.ref("relance_recouvrement.scenario_default")
    default.user_id = ledger.users["camille"]


def _set_options(ledger, story, partner):
    if story.options.get("scenario") == "key_account":
        partner.category_id = ledger.env.ref(
            "relance_recouvrement.partner_category_key_account"
        )
    if story.options.get("hold"):
        partner.relance_hold_until = ledger.today + timedelta(story.options["hold"])
        partner.relance_hold_reason = "Accord de la direction : salon commun en cours."
