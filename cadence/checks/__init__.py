"""From a text table to typed rows that keep their contract, and a list of every cell that does not."""

from cadence.checks.across import check_across
from cadence.checks.manners import Ambiguity, Choices
from cadence.checks.result import Checked, Kind
from cadence.checks.table import check, load_readers

__all__ = ["Ambiguity", "Checked", "Choices", "Kind", "check", "check_across", "load_readers"]
