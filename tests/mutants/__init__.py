"""Mutants: the code with one thing changed. A test that holds the code must fail; ``make mutants`` tells which did not.

- ``rooms.toml``: the modules that are tried, the tests meant to hold them, how many mutants, the least share.
- ``by_hand.toml``: mutants written by hand, always tried: limits, signs, thresholds, and the SQL of a city's status.
- ``SURVIVORS.toml``: those that live, each with its reason.
"""
