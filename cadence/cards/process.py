"""Shares that are read as a way of working that goes on: the only ones that have an interval, said where one asks why.

A full count is no sample. A question whose cases may stand for more of their kind says so with a line
``-- process: COLUMN``: the column that tells its rows apart, or ``yes`` where there is one row. Its answer then has the
columns k, n, low and high.
"""

from __future__ import annotations

from cadence.answers import questions
from cadence.answers.answer import Answer
from cadence.words import Words

# Of fewer cases an interval says nothing that "2 of 3" does not.
FEWEST_CASES = 5


def intervals(answer: Answer, words: Words) -> list[str]:
    """``Tested first: 7 of 9 (95% interval, Wilson: 45 to 94%)`` for each row of a process; nothing of full counts."""
    told_by = questions.find(answer.question).header.get("process")
    if not told_by:
        return []
    found = []
    for row in answer.rows():
        if row["n"] < FEWEST_CASES:
            continue
        said = words.k_of_n(row["k"], row["n"])
        if told_by in row:
            said = words("frame.process_of", name=words.code(told_by, row[told_by]), said=said)
        found.append(words("frame.process_case", said=said, interval=words.interval(row["low"], row["high"])))
    return found
