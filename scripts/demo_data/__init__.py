"""The invented French company of ``make demo``: its customers and its ledger.

Nobody in it exists. SIREN numbers start with 999, which INSEE has not given out,
telephone numbers are in the ranges ARCEP keeps for fiction, e-mail addresses are
under ``example.com``, and the bank code of the IBAN belongs to no bank.
"""
