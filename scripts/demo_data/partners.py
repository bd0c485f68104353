"""The customers of the demo and their contacts."""

from . import identity
from .ordinary import ORDINARY
from .stories import STORIES

FOREIGN = {
    "us": {"street": "418 Juniper Wharf", "zip": "02199", "city": "Boston",
           "phone": "+1 617 555 0142"},
    "ie": {"street": "7 Lantern Quay", "zip": "D02 XX00", "city": "Dublin",
           "phone": "+353 20 915 0142"},
}  # fmt: skip


def build(env, salesperson):
    """Create every customer.

    :return: the customers with a story by key, then the ordinary ones by name.
    """
    Partner = env["res.partner"]
    told = Partner.create(
        [_story_values(env, story, rank) for rank, story in enumerate(STORIES)]
    )
    first = len(STORIES) + 10
    ordinary = Partner.create(
        [
            _company_values(env, name, first + rank)
            for rank, (name, _habit) in enumerate(ORDINARY)
        ]
    )
    by_key = {story.key: partner for story, partner in zip(STORIES, told, strict=True)}
    _add_contacts(env, by_key)
    for story in STORIES:
        if story.options.get("salesperson"):
            by_key[story.key].user_id = salesperson
    names = (name for name, _habit in ORDINARY)
    return by_key, dict(zip(names, ordinary, strict=True))


def _story_values(env, story, rank):
    if story.kind == "b2c":
        values = _person_values(env, story.name, rank)
    else:
        values = _company_values(env, story.name, rank)
    options = story.options
    if "country" in options:
        values.update(FOREIGN[options["country"]], vat=False, company_registry=False)
        values["country_id"] = env.ref(f"base.{options['country']}").id
    if "lang" in options:
        values["lang"] = options["lang"]
    if story.kind in ("public", "unknown", "b2c"):
        values["vat"] = False
    if options.get("email") is False:
        values["email"] = False
    if options.get("address") is False:
        values.update(street=False, zip=False, city=False)
    return values


def _company_values(env, name, rank):
    number = 20100 + rank
    return {
        "name": name,
        "is_company": True,
        "lang": "fr_FR",
        "country_id": env.ref("base.fr").id,
        "email": f"contact@{identity.slug(name)}.example.com",
        "ref": f"C{1000 + rank}",
        "vat": identity.vat(number),
        "company_registry": identity.siret(number),
        **identity.address(rank),
    }


def _person_values(env, name, rank):
    return {
        "name": name,
        "is_company": False,
        "lang": "fr_FR",
        "country_id": env.ref("base.fr").id,
        "email": f"{identity.slug(name)}@example.com",
        "ref": f"C{1000 + rank}",
        **dict(identity.address(rank), phone=identity.mobile(rank)),
    }


def _add_contacts(env, by_key):
    """An accounts contact for most, branches and a director for the group."""
    values = []
    for rank, story in enumerate(STORIES):
        partner = by_key[story.key]
        domain = f"{identity.slug(story.name)}.example.com"
        if story.contact:
            values.append(
                {
                    "name": story.contact,
                    "parent_id": partner.id,
                    "type": "contact",
                    "function": "Comptabilité fournisseurs",
                    "email": f"{identity.slug(story.contact)}@{domain}",
                    "phone": identity.mobile(rank),
                    "lang": partner.lang,
                }
            )
        for place, name in enumerate(story.options.get("branches", ())):
            values.append(
                {
                    "name": name,
                    "parent_id": partner.id,
                    "type": "invoice" if not place else "other",
                    "email": f"{identity.slug(name)}@{domain}",
                    "country_id": partner.country_id.id,
                    "lang": partner.lang,
                    **identity.address(rank + place + 3),
                }
            )
    director = {
        "name": "Édouard Arcambeau-Rys",
        "parent_id": by_key["group"].id,
        "type": "contact",
        "function": "Directeur général",
        "email": "direction@groupe-arcambeau.example.com",
        "phone": identity.mobile(77),
        "lang": "fr_FR",
    }
    env["res.partner"].create([*values, director])
