"""A code has one colour in the whole product: whatever else is drawn, whichever is largest, whatever page it is on."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pandas as pd
import pytest

from cadence.answers.serving import Serving
from cadence.charts import look, partner, reach, strategy
from cadence.charts.look import Chart
from cadence.contract import codes, load_contracts
from cadence.settings import PROJECT
from cadence.words import Words
from tests.proving import part

Draw = Callable[[pd.DataFrame, Words], Chart]
# Every chart that colours by a field of codes: the field, the answer it is drawn from, how it is drawn.
CHARTS: dict[str, tuple[str, str, dict[str, str], Draw]] = {
    "engagements_by_kind": ("kind", "audience_by_kind", {}, reach.engagements_by_kind),
    "partner_audience": ("kind", "partner_reach", {"partner": "atelier-lacets"}, partner.partner_audience),
    "pipeline": ("purpose", "pipeline", {}, strategy.pipeline),
}
TABLE = {"kind": "activities", "purpose": "partnerships"}


def colours(chart: Chart, field: str, words: Words) -> dict[str, str]:
    """The colour of each code that a chart draws, by the name in its legend."""
    named = {words.code(field, code): code for code in look.CODES[field]}
    return {named[trace.name]: trace.marker.color for trace in chart.figure.data if trace.name in named}


@pytest.mark.parametrize("field", look.CODES)
def test_every_code_of_the_contract_has_a_colour_of_its_own(field: str) -> None:
    places = look.CODES[field]
    assert set(places) == set(codes(TABLE[field], field)), "a new code needs a place in look.CODES"
    assert len(set(places.values())) == len(places)
    assert look.colour_of(field, "no-such") == look.GREY


@pytest.mark.prove
@pytest.mark.parametrize("name", CHARTS)
def test_every_subset_of_the_codes_is_drawn_in_the_same_colours(name: str, sample: Serving, words: Words) -> None:
    field, question, given, draw = CHARTS[name]
    answer = sample.frame(question, network="astrolabe", **given)
    present = sorted(set(answer[field].dropna()))
    assert len(present) > 1
    subsets = [set(chosen) for n in range(1, len(present) + 1) for chosen in itertools.combinations(present, n)]
    met: dict[str, set[str]] = {}
    for kept in part(subsets, 3):
        for code, colour in colours(draw(answer[answer[field].isin(kept)], words), field, words).items():
            met.setdefault(code, set()).add(colour)
    assert met
    assert met == {code: {look.colour_of(field, code)} for code in met}


def test_the_largest_is_drawn_in_its_own_colour_too(sample: Serving, words: Words) -> None:
    """Bars are stacked by size, colours are not given by it."""
    answer = sample.frame("audience_by_kind", network="astrolabe")
    for largest in sorted(set(answer["kind"])):
        swollen = answer.assign(engagements=answer["engagements"].where(answer["kind"] != largest, 10**6))
        found = colours(reach.engagements_by_kind(swollen, words), "kind", words)
        assert found == {code: look.colour_of("kind", code) for code in found}


def test_no_chart_takes_a_colour_by_rank() -> None:
    """A colour counted off from the palette by a place in the data would move with it; strands are no codes."""
    for path in sorted((PROJECT / "cadence" / "charts").glob("*.py")):
        lines = path.read_text("utf-8").splitlines()
        ranked = [line.strip() for line in lines if "PALETTE[" in line and "PALETTE[place" in line]
        assert len(ranked) == (path.stem in ("partner", "look")), (path.name, ranked)
        assert not [line for line in lines if "cycle(" in line or "PALETTE[codes" in line], path.name
    callers = [
        path.stem
        for path in (PROJECT / "cadence" / "charts").glob("*.py")
        if "look.colour_of(" in path.read_text("utf-8")
    ]
    assert sorted(callers) == ["reach", "strategy"], "a chart that colours by a code is drawn in the tests above"
    assert set(TABLE.values()) <= load_contracts().keys()
