"""Files that people complained about, one folder each: what is right for each stands beside it.

They are made for the project and lie beside it; without them these tests skip.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from cadence.errors import CadenceError
from cadence.intake.publication import publish
from cadence.intake.steps import prepare
from cadence.settings import PROJECT
from cadence.store import Store
from cadence.words import words_in
from tests.proving import CASES, needs
from tests.store_tools import settings_for

TODAY = dt.date(2026, 11, 28)


class Right(NamedTuple):
    """What comes of the files of a folder brought together: good rows, and the codes that must be said of them."""

    files: tuple[str, ...]
    good: int
    said: tuple[str, ...] = ()  # of problems, facts and questions
    refused: bool = False


RIGHT = {
    "01_code_begins_with_total": [Right(("indicators.csv", "results.csv"), 7)],
    "01_code_begins_with_total/somme": [Right(("checkins.csv", "cities.csv"), 3)],
    "03_null_nan_none_words": [Right(("cities.csv",), 17, ("missing_marks",))],
    "04_percent_and_currency_cells": [
        Right(("actions.csv",), 23, ("units_left_out", "thousands_by_letter", "other_unit", "too_small")),
        Right(("indicateurs.csv",), 48, ("per_cents_as_shares",)),
    ],
    "05_two_digit_years": [Right(("suivi.csv",), 126, ("dates",), refused=True)],
    "07_serial_dates_1904_workbook": [Right(("checkins.xlsx",), 3, ("days_from_1904",))],
    "09_codes_in_another_form_make_new_rows": [
        Right(("activities_upper.csv",), 75, ("other_form",)),
        Right(("activities_zerowidth.csv",), 75, ("other_form",)),
    ],
    "10_leading_zeros_lost": [Right(("partners_1.csv",), 3)],
    "12_ratio_with_nothing_counted_yet": [Right(("results.csv",), 0, ("denominator_zero",))],
    "13_kobo_select_multiple": [
        Right(("activities_commas.csv",), 8, ("list_taken_apart",)),
        Right(("activities_lines.csv",), 8, ("list_tidied",)),
        Right(("activities_spaces.csv",), 8, ("list_taken_apart",)),
        Right(("activities_split.csv",), 8, ("list_columns_joined",)),
    ],
    "14_single_quotes_as_quote_sign": [Right(("partners.csv",), 2, ("quotes_apostrophe",))],
    "15_backslash_escaped_quotes": [Right(("activities.csv",), 5, ("quotes_backslash",))],
    "16_ods_xls_xlsb_numbers": [Right(("suivi.ods",), 1)],
    "19_xlsx_with_backslash_paths": [Right(("backslash.xlsx",), 1), Right(("plain.xlsx",), 1)],
    "20_sheet_formatted_to_the_last_row": [
        Right((name,), 2)
        for name in (
            "blank_formatted.xlsx",
            "partenaires.xlsx",
            "stray_60000x2000.xlsx",
            "stray_both.xlsx",
            "stray_last_row.xlsx",
        )
    ],
    "21_export_with_fewer_columns": [Right(("partnerships.csv",), 58, ("unsaid_kept",))],
    "24_subtotals_between_groups": [
        Right(("publics.csv",), 3, ("looks_like_subtotal", "skipped_footer")),
        Right(("publics_b.csv",), 3, ("looks_like_subtotal",)),
    ],
    "26_periods_as_columns": [
        Right((name,), 0, ("periods_in_columns",), refused=True) for name in ("resultats.csv", "resultats_total.csv")
    ],
    "28_free_words_in_coded_columns": [Right(("partenaires.csv",), 1, ("not_allowed",))],
    "29_done_today_but_tomorrow_for_the_server": [Right(("progress.csv",), 1)],
    "31_partner_renamed_or_merged": [Right(("partners.csv",), 1, ("same_name_as_known",))],
    "33_workbook_with_notes_lists_and_pivot": [Right(("suivi.xlsx",), 1, ("sheet_left_out",))],
    "37_two_columns_called_date": [Right(("activites.csv",), 2, ("two_columns",), refused=True)],
    "41_headers_with_stars_units_and_group_prefixes": [
        Right(("kobo.csv",), 1),
        Right(("suivi.csv",), 1, ("dates",), refused=True),
    ],
    "42_header_only_and_transposed": [
        Right(("entete.csv",), 0, ("no_rows",)),
        Right(("transpose.csv",), 0, ("rows_and_columns_swapped",), refused=True),
    ],
    "43_rejected_rows_brought_back_gain_an_apostrophe": [
        Right(("checkins.csv",), 2, ("dates",), refused=True),
        Right(("mended.csv",), 1, ("marks_taken_off",)),
    ],
    "44_more_sessions_attended_than_due": [Right(("checkins.csv",), 0, ("attended_above_due",))],
}
# Folders about pages, not about what comes in: tests/app, tests/browser and tests/cli hold what is right for them.
ELSEWHERE = {"52", "54", "56", "57", "58"}
# Their one file is a network of its own, the shapes of workbooks (tests/recipes), or needs what was published before.
APART = {"50_small_network_for_metrics", "workbooks"}
EACH = [(folder, right) for folder, rights in RIGHT.items() for right in rights]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = Store.open(settings_for(tmp_path_factory.mktemp("cases") / "store"))
    with prepare([PROJECT / "data" / "sample"], opened, upload_day=TODAY) as ready:
        publish(ready, message="m", author="A")
    yield opened
    opened.close()


@needs(CASES)
@pytest.mark.parametrize(
    ("folder", "right"), EACH, ids=[f"{folder[:2]}-{'+'.join(right.files)}" for folder, right in EACH]
)
def test_a_file_somebody_complained_about_is_read_or_asked(folder: str, right: Right, store: Store) -> None:
    with prepare([CASES / folder / name for name in right.files], store, upload_day=TODAY) as ready:
        said = {problem.code for problem in ready.problems()} | {str(question.kind) for question in ready.questions}
        said |= {fact.code for part in ready.parts for fact in part.facts}
        said |= {"other_form"} if ready.other_forms() else set()
        assert (ready.is_refused, ready.good) == (right.refused, right.good), ready.problems(5)
        assert set(right.said) <= said


@needs(CASES)
def test_a_workbook_from_1904_has_the_days_that_were_meant(store: Store) -> None:
    path: Path = CASES / "07_serial_dates_1904_workbook" / "checkins.xlsx"
    with prepare([path], store, upload_day=TODAY) as ready:
        (part,) = ready.parts[0].checked
        days = part.con.execute(f"select held_on from {part.staged} order by held_on").fetchall()
        assert days[0] == (dt.date(2026, 3, 4),)  # 44623 days after 1 January 1904


@needs(CASES)
def test_every_folder_about_what_comes_in_is_held() -> None:
    held = {name.partition("/")[0] for name in RIGHT} | APART
    assert {path.name for path in CASES.iterdir() if path.is_dir() and path.name[:2] not in ELSEWHERE} == held


@needs(CASES)
def test_a_network_of_its_own_comes_in_whole(store: Store) -> None:
    with prepare([CASES / "50_small_network_for_metrics" / "net"], store, upload_day=TODAY) as ready:
        assert (ready.is_refused, ready.good, ready.set_aside) == (False, 44, 0)


@needs(CASES)
def test_codes_that_a_spreadsheet_shortened_are_the_known_ones(tmp_path: Path) -> None:
    folder = CASES / "10_leading_zeros_lost"
    opened = Store.open(settings_for(tmp_path / "store"))
    with prepare([folder / "partners_1.csv"], opened) as ready:
        publish(ready, message="m", author="A")
    with prepare([folder / "partners_2_after_excel.csv"], opened) as ready:
        pairs = dict(pair for one in ready.other_forms() for pair in one.pairs)
        assert pairs == {"7": "0007", "42": "0042", "118": "0118"}
        with pytest.raises(CadenceError, match="0042"):
            publish(ready, message="m", author="A")
    opened.close()


@needs(CASES)
def test_free_words_are_answered_in_words_with_the_one_that_is_meant(store: Store) -> None:
    with prepare([CASES / "28_free_words_in_coded_columns" / "partenaires.csv"], store, upload_day=TODAY) as ready:
        french = words_in("fr")
        said = {one.found: f"{one.says(french)} {one.mend(french)}" for one in ready.problems()}
        for word, meant in (("Association", "ONG"), ("Mairie", "Collectivité"), ("Université", "Université")):
            assert meant in said[word] and "local_government" not in said[word]
