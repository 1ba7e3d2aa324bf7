"""What a table is: its fields, keys and rules, as ``data/contracts`` declares them."""

from cadence.contract.load import codes, field_titles, load_contract, load_contracts
from cadence.contract.model import Contract, CrossRule, Field, ForeignKey, Rule

__all__ = [
    "Contract",
    "CrossRule",
    "Field",
    "ForeignKey",
    "Rule",
    "codes",
    "field_titles",
    "load_contract",
    "load_contracts",
]
