"""Cadence: from CSV and Excel exports to the pace, the partners and the joint actions of a network of cities."""
