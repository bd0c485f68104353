"""OCA's account_credit_control on the same ledger, fetched when asked for."""

import subprocess
import sys
from pathlib import Path

from odoo.modules.module import initialize_sys_path
from odoo.tools import config

from .measure import clock

PACKAGE = "odoo-addon-account_credit_control==19.0.*"
ADDON = "account_credit_control"


def install(env, folder):
    """Fetch and install OCA's addon; returns the new environment."""
    folder = Path(folder)
    addons = folder / "odoo/addons"
    if not (addons / ADDON).is_dir():
        pip = [sys.executable, "-m", "pip", "install", "-qq", "--no-deps"]
        subprocess.run([*pip, "--target", folder, PACKAGE], check=True)
    config["addons_path"] = [*config["addons_path"], str(addons)]
    initialize_sys_path()
    modules = env["ir.module.module"]
    modules.update_list()
    modules.search([("name", "=", ADDON)]).button_immediate_install()
    env.transaction.reset()
    return env


def runs(env, today, count=2):
    """Its first run and the following ones, commit included, each with the number
    of lines it has made so far."""
    policy = env["credit.control.policy"].search([("do_nothing", "=", False)], limit=1)
    accounts = env["account.account"].search(
        [("account_type", "=", "asset_receivable")]
    )
    policy.write({"account_ids": [(6, 0, accounts.ids)]})
    env.company.credit_policy_id = policy
    env.cr.commit()
    for _run in range(count):
        with clock() as measure:
            run = env["credit.control.run"].create(
                {"date": today, "policy_ids": [(6, 0, policy.ids)]}
            )
            run.generate_credit_lines()
            env.flush_all()
            env.cr.commit()
        yield measure, env["credit.control.line"].search_count([])
