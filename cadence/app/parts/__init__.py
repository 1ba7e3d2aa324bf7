"""Pieces of pages: charts, tables, cards, lists and forms, each drawn one way."""
