"""Numbers with valid check digits, addresses, telephones: identities that pass
every check and belong to nobody."""

import re
import unicodedata

# (postal code, town, prefix of the fictitious numbers of its region)
TOWNS = (
    ("44000", "Nantes", "02 61 91"),
    ("35000", "Rennes", "02 61 91"),
    ("69003", "Lyon", "04 65 71"),
    ("33000", "Bordeaux", "05 36 49"),
    ("59000", "Lille", "03 53 01"),
    ("67000", "Strasbourg", "03 53 01"),
    ("75011", "Paris", "01 99 00"),
    ("31000", "Toulouse", "05 36 49"),
    ("13006", "Marseille", "04 65 71"),
    ("49100", "Angers", "02 61 91"),
    ("37000", "Tours", "02 61 91"),
    ("56000", "Vannes", "02 61 91"),
    ("38000", "Grenoble", "04 65 71"),
    ("51100", "Reims", "03 53 01"),
    ("76000", "Rouen", "02 61 91"),
)
STREETS = (
    "rue des Tilleuls",
    "avenue de la Gare",
    "rue du Vieux-Moulin",
    "impasse des Artisans",
    "boulevard de l'Industrie",
    "rue de la Fontaine",
    "chemin des Vergers",
    "place du Marché",
    "allée des Platanes",
    "rue Neuve",
)


def luhn(digits):
    """The digit that makes ``digits`` pass the Luhn check."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 if position % 2 else 2)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def siren(number):
    body = f"999{number:05d}"
    return body + luhn(body)


def siret(number, establishment=1):
    body = f"{siren(number)}{establishment:04d}"
    return body + luhn(body)


def vat(number):
    value = int(siren(number))
    return f"FR{(12 + 3 * (value % 97)) % 97:02d}{value:09d}"


def iban(account, bank="99999", branch="00123"):
    """A French IBAN: RIB key, then the ISO 7064 check digits."""
    body = f"{bank}{branch}{account:011d}"
    key = 97 - (89 * int(bank) + 15 * int(branch) + 3 * account) % 97
    rib = f"{body}{key:02d}"
    check = 98 - int(f"{rib}152700") % 97  # F = 15, R = 27
    return f"FR{check:02d}{rib}"


def slug(name):
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def address(number):
    """Street, postal code, town and telephone of the customer of that rank."""
    zip_code, town, prefix = TOWNS[number % len(TOWNS)]
    street = STREETS[(number * 7) % len(STREETS)]
    return {
        "street": f"{1 + number * 13 % 96} {street}",
        "zip": zip_code,
        "city": town,
        "phone": f"{prefix} {10 + number * 17 % 90:02d} {number * 29 % 100:02d}",
    }


def mobile(number):
    return f"06 39 98 {10 + number * 19 % 90:02d} {number * 37 % 100:02d}"
