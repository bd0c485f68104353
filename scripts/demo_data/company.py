"""The two companies of the demo, their banks, terms, journals and people."""

import base64
import io

from PIL import Image, ImageDraw, ImageFont

from odoo import Command
from odoo.tools.misc import file_path

from . import identity

MAIN = {
    "name": "Atelier Vaubrun SAS",
    "street": "14 rue des Copeaux",
    "zip": "44200",
    "city": "Nantes",
    "phone": "02 61 91 10 20",
    "email": "recouvrement@vaubrun.example.com",
    "website": "https://vaubrun.example.com",
}
SERVICES = {
    "name": "Vaubrun Services SARL",
    "street": "16 rue des Copeaux",
    "zip": "44200",
    "city": "Nantes",
    "phone": "02 61 91 10 30",
    "email": "recouvrement@vaubrun-services.example.com",
    "website": "https://vaubrun-services.example.com",
}
TERMS = {
    "net30": ("30 jours", [(100, 30, "days_after")]),
    "eom": ("30 jours fin de mois", [(100, 30, "days_after_end_of_month")]),
    "three": (
        "Paiement en trois fois : 30, 60 et 90 jours",
        [
            (33.33, 30, "days_after"),
            (33.33, 60, "days_after"),
            (33.34, 90, "days_after"),
        ],
    ),
}
# login: name, our group (empty: none), French job title
USERS = {
    "camille": ("Camille Brenaudet", "group_collector", "Chargée de recouvrement"),
    "hugo": ("Hugo Sallandre", "group_collector_own", "Chargé de recouvrement"),
    "nadia": ("Nadia Ferrouz", "group_manager", "Responsable du crédit client"),
    "compta": ("Lucie Marsaudon", "", "Comptable"),
    "paul": ("Paul Desgrière", "", "Commercial"),
}
# answers the disputes he owns from the message he gets, and sees no ledger
NO_ACCOUNTING = ("paul",)


def build_main(env):
    company = env.ref("base.main_company")
    values = dict(_identity(env, 10001), **MAIN, logo=_logo("Atelier", "#1f4e5f"))
    company.write(values)
    return _set_up(env, company, account=10_020_030)


def build_services(env):
    values = dict(_identity(env, 10002), **SERVICES, logo=_logo("Services", "#8a4b2a"))
    values["iap_enrich_auto_done"] = True
    # Odoo would install every French module it finds (Peppol, holidays...).
    quiet = env["res.company"].with_context(chart_template_load=True)
    company = quiet.create(values).with_env(env)
    env.user.write({"company_ids": [Command.link(company.id)]})
    return _set_up(env, company, account=40_050_060)


def _identity(env, number):
    return {
        "country_id": env.ref("base.fr").id,
        "currency_id": env.ref("base.EUR").id,
        "company_registry": identity.siret(number),
        "vat": identity.vat(number),
        "ape": "3101Z",
    }


def _logo(activity, color):
    """A wordmark, so that letters do not carry Odoo's placeholder."""
    font = file_path("web/static/fonts/lato/Lato-Bol-webfont.ttf")
    image = Image.new("RGB", (640, 180), "white")
    draw = ImageDraw.Draw(image)
    draw.polygon([(10, 20), (60, 20), (90, 110), (120, 20), (170, 20), (108, 160),
                  (72, 160)], fill=color)  # fmt: skip
    draw.text((195, 22), "VAUBRUN", fill=color, font=ImageFont.truetype(font, 84))
    draw.text((199, 122), activity, fill="#666666", font=ImageFont.truetype(font, 36))
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue())


def _set_up(env, company, account):
    """Chart of accounts, journals and the bank account printed on letters."""
    chart = env["account.chart.template"].with_company(company)
    if company.chart_template != "fr":
        chart.try_loading("fr", company, install_demo=False)
    company = company.with_company(company)
    company.partner_id.write({"lang": "fr_FR", "tz": "Europe/Paris"})
    company.external_report_layout_id = env.ref("web.external_layout_standard")
    journals = company.env["account.journal"].search(
        company.env["account.journal"]._check_company_domain(company)
    )
    names = {
        "INV": ("FAC", "Factures clients"),
        "BILL": ("ACH", "Factures fournisseurs"),
        "MISC": ("OD", "Opérations diverses"),
        "BNK1": ("BNQ", "Banque de l'Écluse"),
    }
    for journal in journals.filtered(lambda journal: journal.code in names):
        journal.code, journal.name = names[journal.code]
    bank = company.env["res.bank"].search([("bic", "=", "ZZVBFRPPXXX")], limit=1)
    bank = bank or company.env["res.bank"].create(
        {"name": "Banque de l'Écluse", "bic": "ZZVBFRPPXXX"}
    )
    number = company.env["res.partner.bank"].create(
        {
            "acc_number": identity.iban(account),
            "partner_id": company.partner_id.id,
            "bank_id": bank.id,
            "allow_out_payment": True,
        }
    )
    journals.filtered(lambda journal: journal.type == "bank").bank_account_id = number
    return company


def journal(company, kind):
    """The first journal of that type, of that company only."""
    domain = [("type", "=", kind), ("company_id", "=", company.id)]
    return company.env["account.journal"].search(domain, limit=1)


def opening_journal(company):
    return company.env["account.journal"].create(
        {
            "name": "Reprise de l'ancien logiciel",
            "code": "RAN",
            "type": "general",
            "company_id": company.id,
            "relance_follow_entries": True,
        }
    )


def account(company, code):
    domain = [
        *company.env["account.account"]._check_company_domain(company),
        ("code", "=", code),
    ]
    return company.env["account.account"].search(domain, limit=1)


def payment_terms(env):
    """The three terms of the demo, common to both companies."""
    values = [
        {
            "name": name,
            "note": name,
            "company_id": False,
            "line_ids": [
                Command.create(
                    {
                        "value": "percent",
                        "value_amount": share,
                        "nb_days": days,
                        "delay_type": delay,
                    }
                )
                for share, days, delay in lines
            ],
        }
        for name, lines in TERMS.values()
    ]
    return dict(zip(TERMS, env["account.payment.term"].create(values), strict=True))


def users(env, companies):
    """Everyone who works in the demo; the password is the login."""
    created = {}
    for login, (name, group, job) in USERS.items():
        # as Odoo does for each new user: contacts may be created and corrected
        groups = env.ref("base.group_user") | env.ref("base.group_partner_manager")
        if login not in NO_ACCOUNTING:
            groups |= env.ref("account.group_account_invoice")
        ours = group and env.ref(f"relance_recouvrement.{group}", False)
        user = (
            env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "name": name,
                    "login": login,
                    "password": login,
                    "email": f"{login}@vaubrun.example.com",
                    "phone": f"02 61 91 10 {40 + len(created)}",
                    "lang": "fr_FR",
                    "tz": "Europe/Paris",
                    "company_id": companies[0].id,
                    "company_ids": [Command.set(company.id for company in companies)],
                    "group_ids": [Command.set((groups | ours if ours else groups).ids)],
                    "notification_type": "inbox",
                }
            )
        )
        user.partner_id.function = job
        created[login] = user
    admins = env.user | env.ref("base.user_admin")
    admins.write({"lang": "fr_FR", "tz": "Europe/Paris"})
    return created
