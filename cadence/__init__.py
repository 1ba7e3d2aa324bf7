"""Cadence: from CSV and Excel exports to the pace, partners and joint actions of a network of cities."""

__version__ = "0.2.0"
