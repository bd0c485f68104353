"""What scripts/bench.py measures, and on which ledger."""
