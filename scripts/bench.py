"""The benchmark; runs inside ``odoo shell`` with ``env`` and ``session``."""

print(f"Bench database of {env.company.name}: nothing to measure yet.")
