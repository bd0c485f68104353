"""The addon's own settings of the demo: kinds of debtors, contacts, scenarios."""

from datetime import timedelta

from .stories import STORIES

REGIMES = {"b2b": "b2b", "b2c": "b2c", "public": "public", "foreign": "b2b"}


def apply(ledger):
    env = ledger.env
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
