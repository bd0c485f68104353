"""What is measured: the run, interest, letters, e-mails and screens."""

from lxml import etree

from odoo import Command
from odoo.fields import Date

from .measure import clock

LANG = "fr_FR"
BATCH = 100
STRUCTURE = {"id", "display_name"}


class Work:
    def __init__(self, env, today):
        self.env = env
        self.today = today

    def run(self):
        """One nightly run of the company, commit included."""
        self.env.invalidate_all()
        with clock() as measure:
            self.env["relance.engine"]._run(self.env.company, today=self.today)
            self.env.cr.commit()
        return measure

    # === INTEREST === #

    def interest(self):
        """Interest of all the overdue items, a third of them partly paid. Returns the
        measure and the number of items; nothing is kept."""
        self._confirm_businesses()
        self._pay_partly()
        due = [("date_maturity", "<", self.today), ("parent_state", "=", "posted")]
        items = self.env["account.move.line"].search(
            [*due, ("account_type", "=", "asset_receivable"), ("balance", ">", 0)]
        )
        engine = self._model("relance.engine.interest")
        self.env.invalidate_all()
        with clock() as measure:
            found = engine._compute(items.ids, self.today)
        count = sum(row["amount"] > 0 for row in found.values())
        assert count == len(items), "items bear no interest"
        self.env.cr.rollback()
        return measure, count

    def _confirm_businesses(self):
        self.env.cr.execute(
            """
            UPDATE res_partner SET relance_debtor_regime = 'b2b',
                                   relance_regime_confirmed = TRUE
            """
        )

    def _pay_partly(self):
        """30 % of every third item, matched with one entry of the bank."""
        self.env.cr.execute(
            """
            INSERT INTO account_partial_reconcile (
                   debit_move_id, credit_move_id, company_id, amount,
                   debit_currency_id, debit_amount_currency,
                   credit_currency_id, credit_amount_currency)
            SELECT item.id, %s, item.company_id, round(item.balance * 0.3, 2),
                   item.currency_id, round(item.balance * 0.3, 2),
                   item.currency_id, round(item.balance * 0.3, 2)
              FROM account_move_line item
              JOIN account_account account ON account.id = item.account_id
               AND account.account_type = 'asset_receivable'
             WHERE item.id %% 3 = 0 AND item.parent_state = 'posted'
               AND item.balance > 0
            """,
            [self._post_payment().id],
        )
        self.env.invalidate_all()

    def _post_payment(self):
        """The item on the customers' account of an entry of the bank."""
        journal = self.env["account.journal"].search([("type", "=", "bank")], limit=1)
        invoices = self.env["account.move"].search(
            [("move_type", "=", "out_invoice")], limit=1
        )
        partner = invoices.partner_id
        account = partner.property_account_receivable_id
        lines = ((journal.default_account_id, 1.0), (account, -1.0))
        move = self.env["account.move"].create(
            {
                "date": Date.subtract(self.today, days=20),
                "journal_id": journal.id,
                "line_ids": [
                    Command.create(
                        {
                            "name": "VIR",
                            "account_id": account.id,
                            "balance": balance,
                            "partner_id": partner.id,
                        }
                    )
                    for account, balance in lines
                ],
            }
        )
        move.action_post()
        return move.line_ids.filtered(lambda line: line.balance < 0)

    # === LETTERS AND E-MAILS === #

    def letters(self):
        """100 last notices printed, their interest and texts written down before as
        the delivery does."""
        reminders = self._queued(BATCH)
        level = self.env.ref("relance_recouvrement.level_last_notice")
        self._change_level(reminders, level)
        document = self._model("relance.engine.document")
        deliver = self._model("relance.engine.deliver")
        deliver._state_charges(reminders)
        for reminder in reminders:
            deliver._freeze_texts(reminder)
        with clock() as measure:
            files = document._render_all("letter", reminders)
        assert len(files) == len(reminders), "letters are missing"
        self.env.cr.rollback()
        return measure

    def emails(self):
        """100 reminders with their statement, frozen and put in the mail queue,
        then sent by it. Returns both measures and the number of e-mails."""
        reminders = self._queued(BATCH).with_prefetch()
        reminders.level_id.attach_statement = True
        self.env.cr.commit()
        mails = self.env["mail.mail"]
        mails.search([]).unlink()
        with clock() as queued:
            self._model("relance.engine.deliver")._deliver_reminders(reminders)
            self.env.cr.commit()
        waiting = mails.search([("state", "=", "outgoing")])
        with clock() as sent:
            waiting.send()
            self.env.cr.commit()
        return queued, sent, len(waiting)

    def _queued(self, limit):
        return self.env["relance.reminder"].search(
            [
                ("state", "=", "queued"),
                ("frozen_date", "=", False),
                ("level_id.proof_channel", "=", "email"),
            ],
            limit=limit,
        )

    def _change_level(self, reminders, level):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE relance_reminder SET level_id = %s WHERE id = ANY(%s)",
            [level.id, reminders.ids],
        )
        self.env.invalidate_all()

    def _model(self, name):
        return self.env[name].sudo().with_context(lang=LANG)

    # === SCREENS === #

    def kanban(self):
        """The board of cases: its columns, and the first cards of each."""
        cases = self._model("relance.case")
        specification = self._specification(cases, "kanban")
        self._warm(lambda: cases.web_search_read([], specification, limit=1))
        with clock() as measure:
            groups = cases.web_read_group([], ["stage"], ["__count"], limit=80)
            for group in groups["groups"]:
                domain = group.get("__extra_domain") or [("stage", "=", False)]
                cases.web_search_read(domain, specification, limit=20)
        return measure

    def day(self):
        """The board of the day: its counters, its columns and their first cards."""
        tasks = self._model("relance.day")
        specification = self._specification(tasks, "kanban")
        self._warm(lambda: tasks.web_search_read([], specification, limit=1))
        with clock() as measure:
            tasks.get_counters([])
            groups = tasks.web_read_group([], ["task"], ["__count"], limit=80)
            for group in groups["groups"]:
                domain = [("task", "=", group["task"])]
                tasks.web_search_read(domain, specification, limit=20)
        return measure

    def form(self):
        """The form of a case with its explanation."""
        cases = self._model("relance.case")
        specification = self._specification(cases, "form")
        some = cases.search([("amount_overdue", ">", 0)], limit=2, offset=500)
        self._warm(lambda: some[0].web_read(specification))
        with clock() as measure:
            some[1].web_read(specification)
        return measure

    def routes(self):
        """The routes of a case compared, as of the last run."""
        cases = self._model("relance.case")
        some = cases.search([("amount_overdue", ">", 0)], limit=2, offset=500)
        self._warm(some[0]._get_routes)
        with clock() as measure:
            some[1]._get_routes()
        return measure

    def _warm(self, function):
        """Caches of the registry, not of the records, are those of a server."""
        function()
        self.env.invalidate_all()

    def _specification(self, model, kind):
        """The fields that the view asks for."""
        view = model.get_view(view_type=kind)
        return _fields_of(etree.fromstring(view["arch"]), model)


def _fields_of(node, model):
    specification = {}
    for child in node.iterdescendants("field"):
        if next(child.iterancestors("field"), None) not in (None, node):
            continue  # of a list inside the form
        name = child.get("name")
        field = model._fields[name]
        specification[name] = {}
        if field.type in ("one2many", "many2many"):
            inner = child.find("list")
            related = model.env[field.comodel_name]
            lines = {} if inner is None else _fields_of(inner, related)
            specification[name] = {"fields": lines, "limit": 40}
        elif field.type == "many2one":
            specification[name] = {"fields": {"display_name": {}}}
    return specification
