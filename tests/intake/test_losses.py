"""Nothing that is published goes, moves, empties or doubles unseen on the way in, in either mode."""

from __future__ import annotations

import datetime as dt
import itertools
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

from cadence.answers.serving import Serving, open_serving
from cadence.cli import commands
from cadence.contract import load_contracts
from cadence.errors import CadenceError
from cadence.forms.safe_csv import mark_again, safe_csv
from cadence.intake import repairs
from cadence.intake.publication import preview, publish
from cadence.intake.steps import prepare
from cadence.server.inbox import Inbox
from cadence.settings import PROJECT
from cadence.store import Publication, Store
from cadence.words import words_in
from tests import kept_records
from tests.proving import CASES, needs, rounds, sampled
from tests.store_tools import published, settings_for

TODAY = dt.date(2026, 11, 1)
NETWORK = {"networks": ["network_id,name,starts_on", "n,N,2024-01-01"]}
PLAN = {
    **NETWORK,
    "cities": ["city_id,network_id,name,country,joined_on", "a,n,A,SN,2024-01-01", "b,n,B,ML,2024-01-01"],
    "phases": ["phase_id,network_id,position,name_en,name_fr,starts_on,ends_on", "p,n,1,P,P,2024-01-01,2026-12-31"],
    "milestones": ["milestone_id,phase_id,position,name_en,name_fr", "m,p,1,M,M", "k,p,2,K,K", "o,p,3,O,O"],
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(settings_for(tmp_path / "store"))
    yield opened
    opened.close()


@pytest.fixture
def bring(store: Store, tmp_path: Path) -> Callable[..., Publication | None]:
    def bring(mode: str = "merge", allowed: bool = False, **tables: list[str]) -> Publication | None:
        files = []
        for name, lines in tables.items():
            files.append(tmp_path / f"{name}.csv")
            files[-1].write_text("\n".join(lines) + "\n", encoding="utf-8")
        with prepare(files, store, mode=mode, upload_day=TODAY) as ready:  # type: ignore[arg-type]
            told = preview(ready)
            rows = {name: frame_after(ready, store, name) for name in told}
            if not ready.good:
                return None  # the publication would be refused, with the reason
            done = publish(
                ready,
                message="m",
                author="A",
                set_aside_ok=True,
                emptied_ok=allowed,
                new_codes_ok=allowed,
                removed_ok=True,
            )
        for name, after in rows.items():
            columns = list(load_contracts()[name].columns)
            now = published(store, name)[columns].map(str).values.tolist()
            assert sorted(now) == sorted(after), f"{name}: the preview foresaw something else"
        return done

    return bring


def frame_after(ready: Any, store: Store, table: str) -> list[list[str]]:
    """Rows of a table as the preview foresees them."""
    columns = list(load_contracts()[table].columns)
    found: list[list[str]] = ready.con.execute(ready.rows_after(table)).df()[columns].map(str).values.tolist()
    return found


def values(store: Store, table: str, column: str) -> list[Any]:
    return [None if pd.isna(value) else value for value in published(store, table)[column].tolist()]


@pytest.fixture(scope="module")
def with_sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A record that holds the sample network, which no test may change."""
    opened = kept_records.opened_at(tmp_path_factory.mktemp("sample"))
    yield opened
    opened.close()


@sampled("table", load_contracts(), 8)
def test_a_column_that_is_absent_or_empty_from_top_to_bottom_says_nothing(
    table: str, with_sample: Store, tmp_path: Path
) -> None:
    """Every optional column of every table, in both modes: the published values stay, and that is said."""
    contract, store = load_contracts()[table], with_sample
    before = published(store, table)
    whole = pd.read_csv(PROJECT / "data" / "sample" / f"{table}.csv", dtype=str, keep_default_na=False)
    optional = [f.name for f in contract.fields if f.name not in contract.primary_key]
    optional = [f for f in optional if not contract.column(f).required or contract.column(f).default is not None]
    kept = int(before[[c for c in optional if c in before]].notna().sum().sum())
    for number, shown in enumerate([whole.drop(columns=optional, errors="ignore"), _emptied(whole, optional)]):
        path = tmp_path / f"{table}_{number}.csv"
        shown.to_csv(path, index=False)
        for mode in ("merge", "replace"):
            with prepare([path], store, mode=mode, upload_day=TODAY) as ready:  # type: ignore[arg-type]
                assert ready.cells_to_empty() == []
                assert publish(ready, message="m", author="A") is None
                facts = [fact for part in ready.parts for fact in part.facts if fact.code == "unsaid_kept"]
                assert sum(fact.blanks["n"] for fact in facts) == kept
    pd.testing.assert_frame_equal(published(store, table), before)


def _emptied(whole: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    return whole.assign(**{name: "" for name in columns if name in whole})


def test_a_rule_is_held_with_what_is_published_of_the_columns_a_file_does_not_have(
    store: Store, bring: Callable[..., Publication | None]
) -> None:
    bring(**NETWORK)
    bring(networks=["network_id,name,starts_on,funding_ends_on", "n,N,2024-01-01,2026-01-01"])
    done = bring(networks=["network_id,name,starts_on", "n,N,2026-06-01"])  # after the end that stays
    assert done is None
    assert str(published(store, "networks")["starts_on"][0])[:10] == "2024-01-01"


def test_a_cell_is_emptied_only_when_somebody_said_so_and_its_old_value_is_told(
    store: Store, bring: Callable[..., Publication | None], tmp_path: Path
) -> None:
    bring(partners=["partner_id,name,sector,country", "a,A,ngo,SN", "b,B,ngo,ML"])
    emptying = ["partner_id,name,sector,country", "a,A,ngo,", "b,B,ngo,ML"]
    with pytest.raises(CadenceError, match="1 cell that holds something now: Partners, Country, 1 .a: SN"):
        bring(partners=emptying)
    assert values(store, "partners", "country") == ["SN", "ML"]
    typed = ["publish", str(tmp_path / "partners.csv"), "-m", "m", "--store", str(tmp_path / "store"), "--author", "A"]
    refused = CliRunner().invoke(commands(), typed)
    assert refused.exit_code == 2 and "SN" in refused.output, refused.output
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "partners.csv").write_text("\n".join(emptying) + "\n")
    watched = Inbox(inbox, Store.open(settings_for(tmp_path / "store")), words_in("en"))
    watched.look(), watched.look()
    assert "SN" in (inbox / "partners.csv.problems.csv").read_text("utf-8")
    allowed = CliRunner().invoke(commands(), [*typed, "--empty-cells"])
    assert allowed.exit_code == 0, allowed.output
    assert values(Store.open(settings_for(tmp_path / "store")), "partners", "country") == [None, "ML"]


def test_an_empty_cell_of_a_column_with_a_default_does_not_overwrite_unseen(
    store: Store, bring: Callable[..., Publication | None]
) -> None:
    bring(**PLAN)
    rows = ["city_id,held_on,sessions_due,sessions_attended,is_asking_for_help", "a,2026-01-05,1,1,true"]
    bring(checkins=rows)
    with pytest.raises(CadenceError, match="Asks for help, 1"):
        bring(checkins=[rows[0], "a,2026-01-05,1,1,", "b,2026-01-05,1,1,false"])
    assert values(store, "checkins", "is_asking_for_help") == [True]


def test_in_replace_mode_a_row_set_aside_keeps_its_published_row(
    store: Store, bring: Callable[..., Publication | None]
) -> None:
    bring(partners=["partner_id,name,sector", "a,A,ngo", "b,B,ngo", "c,C,ngo"])
    done = bring("replace", partners=["partner_id,name,sector", "a,A,ngo", "b,,ngo"])
    assert done and done.changes["partners"].removed == 1
    assert values(store, "partners", "partner_id") == ["a", "b"]
    assert values(store, "partners", "name") == ["A", "B"]


def test_in_replace_mode_a_row_that_does_not_tell_its_key_removes_nothing(
    store: Store, bring: Callable[..., Publication | None]
) -> None:
    """A key that is missing, and a row that could not be read at all."""
    bring(partners=["partner_id,name,sector", "a,A,ngo", "b,B,ngo", "c,C,ngo"])
    for row in (",B,ngo", "b,B"):
        bring("replace", partners=["partner_id,name,sector", "a,A,ngo", row])
        assert values(store, "partners", "partner_id") == ["a", "b", "c"]


def test_replacing_removes_only_rows_of_the_networks_and_cities_that_the_file_names(
    store: Store, bring: Callable[..., Publication | None]
) -> None:
    """A sheet says nothing of another network, nor of the steps, contacts and decisions of a city it leaves out."""
    bring(**PLAN)
    bring(
        networks=["network_id,name,starts_on", "x,X,2024-01-01"],
        cities=["city_id,network_id,name,country,joined_on", "z,x,Z,SN,2024-01-01"],
        phases=["phase_id,network_id,position,name_en,name_fr,starts_on,ends_on", "q,x,1,Q,Q,2024-01-01,2026-12-31"],
        milestones=["milestone_id,phase_id,position,name_en,name_fr", "w,q,1,W,W"],
        progress=["city_id,milestone_id,baseline_on", "a,m,", "a,k,", "b,m,", "z,w,"],
        decisions=["decided_on,subject,subject_id,decision", "2026-01-01,city,a,end", "2026-01-01,city,z,end"],
    )
    bring("replace", milestones=["milestone_id,phase_id,position,name_en,name_fr", "m,p,1,M,M", "k,p,2,K,K"])
    assert sorted(values(store, "milestones", "milestone_id")) == ["k", "m", "w"]
    bring("replace", progress=["city_id,milestone_id,baseline_on", "a,m,"])
    steps = published(store, "progress")
    assert sorted(steps["city_id"] + " " + steps["milestone_id"]) == ["a m", "b m", "z w"]
    bring("replace", decisions=["decided_on,subject,subject_id,decision", "2026-02-01,city,a,continue"])
    assert sorted(values(store, "decisions", "subject_id")) == ["a", "z"]
    assert values(store, "decisions", "decision").count("continue") == 1


def test_rows_are_removed_only_when_somebody_said_so_and_their_names_are_told(store: Store, tmp_path: Path) -> None:
    _bring_rows(store, tmp_path, "merge", PLAN)
    _bring_rows(store, tmp_path, "merge", {"progress": ["city_id,milestone_id,baseline_on", "a,m,", "a,k,", "a,o,"]})
    paths = {"progress": "city_id,milestone_id\na,m\n", "partners": "partner_id,name,sector\nq,Q,ngo\n"}
    for name, text in paths.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    files = [tmp_path / f"{name}.csv" for name in paths]
    with prepare(files, store, mode="replace", upload_day=TODAY) as ready:
        told = [(one.table, one.rows, one.examples) for one in ready.rows_to_remove()]
        assert told == [("progress", 2, ("A / k", "A / o"))]
        with pytest.raises(CadenceError, match=r"remove 2 published rows .*: .* A / k, A / o"):
            publish(ready, message="m", author="A")
    place = ["--store", str(tmp_path / "store")]
    typed = ["publish", "--mode", "replace", str(files[0]), "-m", "2", "--author", "A", *place]
    store.close()
    said = CliRunner().invoke(commands(), typed)
    assert said.exit_code != 0 and "--remove-rows" in said.output
    assert CliRunner().invoke(commands(), [*typed, "--remove-rows"]).exit_code == 0


@pytest.mark.parametrize("mode", ["merge", "replace"])
@pytest.mark.parametrize("said", ["(vider)", "(clear)", " (Vider) "])
def test_a_cell_that_says_so_empties_the_published_one_without_a_question(
    mode: str, said: str, store: Store, bring: Callable[..., Publication | None]
) -> None:
    header = "activity_id,network_id,held_on,kind,cities,title"
    bring(**PLAN, activities=[header, "x,n,2026-01-05,funding,a|b,Talk", "y,n,2026-01-06,funding,a,Walk"])
    bring(mode, activities=[header, f"x,n,2026-01-05,funding,{said},Talk", f"y,n,2026-01-06,funding,{said},{said}"])
    assert values(store, "activities", "title") == ["Talk", None]
    rows = published(store, "activities").set_index("activity_id")["cities"]
    assert not any(isinstance(one, list) and one for one in rows.tolist()), "a whole column of it too"


def test_no_sequence_of_steps_moves_an_agreed_day(store: Store, bring: Callable[..., Publication | None]) -> None:
    """Unless the publications that said the earlier day were undone, or a return went back before them."""
    bring(**PLAN)
    wrong = bring(progress=["city_id,milestone_id,baseline_on", "a,m,2026-06-30", "b,m,2026-06-30"])
    assert wrong
    bring("replace", progress=["city_id,milestone_id,baseline_on", "b,m,2026-06-30", "a,o,"])  # a|m is gone
    assert values(store, "progress", "milestone_id") == ["o", "m"]
    bring(progress=["city_id,milestone_id,baseline_on", "a,m,2026-09-30"])
    assert values(store, "progress", "milestone_id") == ["o", "m"], "another day is set aside"
    emptied = ["city_id,milestone_id,baseline_on,planned_on", "b,m,,2026-10-01", "a,k,2026-12-31,"]
    bring(allowed=True, progress=emptied)
    assert str(published(store, "progress").set_index("city_id").loc["b", "baseline_on"])[:10] == "2026-06-30"
    assert store.undo(wrong.number, author="A")
    bring(progress=["city_id,milestone_id,baseline_on", "a,m,2026-09-30"])
    assert "2026-09-30" in str(published(store, "progress")["baseline_on"].tolist())


def test_a_day_said_again_is_held_by_who_said_it_again(store: Store, bring: Callable[..., Publication | None]) -> None:
    """The undo of the first who said it frees the day only when the second is undone too."""
    bring(**PLAN)
    header = "city_id,milestone_id,baseline_on"
    first = bring(progress=[header, "a,m,2026-06-30"])
    second = bring(progress=[header, "a,m,2026-06-30", "b,m,2026-06-30"])
    assert first and second and store.undo(first.number, author="A")
    assert values(store, "progress", "city_id") == ["b"]
    assert bring(progress=[header, "a,m,2026-09-30"]) is None
    assert store.undo(second.number, author="A")
    assert bring(progress=[header, "a,m,2026-09-30"])


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(rounds(1, 25)))
def test_random_steps_never_move_a_standing_agreed_day(seed: int, tmp_path: Path) -> None:
    dice = random.Random(seed)
    store = Store.open(settings_for(tmp_path / "store"))
    said: dict[int, dict[tuple[str, str], str]] = {}
    try:
        _bring_rows(store, tmp_path, "merge", PLAN)
        for _ in range(10):
            steps = [step for step in store.history() if step.kind == "publication" and "progress" in step.changes]
            if steps and dice.random() < 0.25:
                _undo(store, dice.choice(steps).number)
                continue
            keys = dice.sample([(city, step) for city in "ab" for step in "mk"], dice.randrange(1, 5))
            rows = [f"{c},{m},2026-0{dice.randrange(1, 4)}-01,{dice.choice(['', 'soon'])}" for c, m in keys]
            lines = {"progress": ["city_id,milestone_id,baseline_on,done_on", *rows]}
            made = _bring_rows(store, tmp_path, dice.choice(["merge", "replace"]), lines)
            if made is None:
                continue
            now = {
                (row["city_id"], row["milestone_id"]): str(row["baseline_on"])[:10]
                for _, row in published(store, "progress").iterrows()
            }
            stands = [day for number, day in said.items() if number in _standing(store)]
            for earlier in stands:
                assert not {key: (day, now[key]) for key, day in earlier.items() if key in now and now[key] != day}
            # What a publication says is what its own good rows say: a day that another one brought, and whose
            # publication is undone, is nobody's any more.
            own = {(c, m) for (c, m), row in zip(keys, rows, strict=True) if not row.endswith("soon")}
            said[made.number] = {key: day for key, day in now.items() if key in own}
    finally:
        store.close()


def _standing(store: Store) -> set[int]:
    undone = {step.of for step in store.history() if step.kind == "undo"}
    return {step.number for step in store.history() if step.kind == "publication"} - undone


def _undo(store: Store, number: int) -> None:
    with pytest.MonkeyPatch.context():
        try:
            store.undo(number, author="A")
        except CadenceError:
            return


def _bring_rows(store: Store, folder: Path, mode: str, tables: dict[str, list[str]]) -> Publication | None:
    files = []
    for name, lines in tables.items():
        files.append(folder / f"{name}.csv")
        files[-1].write_text("\n".join(lines) + "\n", encoding="utf-8")
    with prepare(files, store, mode=mode, upload_day=TODAY) as ready:  # type: ignore[arg-type]
        try:
            return publish(ready, message="m", author="A", set_aside_ok=True, emptied_ok=True, removed_ok=True)
        except CadenceError as error:
            assert error.code in ("nothing_is_good", "nothing_to_publish"), error
            return None


def test_a_known_code_in_another_form_is_asked_everywhere(
    store: Store, bring: Callable[..., Publication | None], tmp_path: Path
) -> None:
    """Capitals, invisible characters, leading zeros, punctuation: the library, the command line, the inbox."""
    bring(partners=["partner_id,name,sector", "act-001,A,ngo", "0042,B,ngo"])
    for code in ("ACT-001", "act-001\u200b", "act 001", "ACT_1", "42", "é42"):
        lines = ["partner_id,name,sector", f"{code},A,ngo"]
        if code == "é42":
            continue  # another letter is another code
        with pytest.raises(CadenceError, match="known code in another form"):
            bring(partners=lines)
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "partners.csv").write_text("partner_id,name,sector\nACT-001,A,ngo\n")
    watched = Inbox(inbox, store, words_in("fr"))
    watched.look(), watched.look()
    assert "code connu" in (inbox / "partners.csv.problems.csv").read_text("utf-8")
    (tmp_path / "partners.csv").write_text("partner_id,name,sector\nACT-001,A2,ngo\n")
    typed = ["publish", str(tmp_path / "partners.csv"), "-m", "m", "--store", str(tmp_path / "store"), "--author", "A"]
    assert CliRunner().invoke(commands(), typed).exit_code == 2
    assert CliRunner().invoke(commands(), [*typed, "--same-codes"]).exit_code == 0
    again = Store.open(settings_for(tmp_path / "store"))
    assert values(again, "partners", "partner_id") == ["0042", "act-001"]
    assert values(again, "partners", "name") == ["B", "A2"]
    assert CliRunner().invoke(commands(), [*typed, "--new-codes"]).exit_code == 0
    assert len(values(Store.open(settings_for(tmp_path / "store")), "partners", "partner_id")) == 3


def test_a_repair_never_writes_one_name_over_two(
    store: Store, bring: Callable[..., Publication | None], tmp_path: Path
) -> None:
    partners = ["partner_id,name,sector", "giz,GIZ,public", "universite-knust,Université KNUST,academia"]
    bring(**NETWORK, partners=partners)
    for cell in ("GIZ, Universite KNUST", "GIZ et Universite KNUST", "Universite KNUST / GIZ", "GIZ Universite KNUST"):
        path = tmp_path / "activities.csv"
        path.write_text(f"activity_id;network_id;held_on;kind;partners\nx;n;2026-01-05;joint_session;{cell}\n")
        with prepare([path], store, upload_day=TODAY) as ready:
            for proposal in (one for part in repairs.propose(ready) for one in part):
                assert "GIZ" not in proposal.fix.found or "giz" in proposal.fix.new, proposal


def test_every_row_set_aside_is_said_and_not_that_all_is_published(
    store: Store, bring: Callable[..., Publication | None], tmp_path: Path
) -> None:
    bring(partners=["partner_id,name,sector", "a,A,ngo"])
    path = tmp_path / "partners.csv"
    path.write_text("partner_id,name,sector\nb,,ngo\nc,,ngo\n")
    typed = ["publish", str(path), "-m", "m", "--store", str(tmp_path / "store"), "--set-aside", "--author", "A"]
    for language, word in (("en", "all 2 rows are set aside"), ("fr", "les 2 lignes sont toutes mises de côté")):
        done = CliRunner().invoke(commands(), [*typed, "--language", language])
        assert done.exit_code == 2 and word in done.output, done.output


TEXTS = ("+221 : rappeler", "'+221", "''=x", "=1+1", "-5", "@a", "'plain", "'", "x'+1", "\t=a")


@sampled(("cell", "form"), itertools.product(TEXTS, ["csv", "xlsx"]), 8)
def test_every_text_comes_back_from_cadences_own_files_as_it_was(
    form: str, cell: str, store: Store, tmp_path: Path
) -> None:
    line, why = (words_in("fr")(f"columns.{name}") for name in ("rejected_line", "set_aside_reason"))
    rows = pd.DataFrame({"partner_id": ["z"], "name": [cell], "sector": ["ngo"], line: ["2"], why: ["…"]})
    path = tmp_path / f"mended.{form}"
    if form == "csv":
        path.write_bytes(safe_csv(rows))
    else:
        options = {"options": {"strings_to_formulas": False, "strings_to_urls": False}}
        with pd.ExcelWriter(path, engine="xlsxwriter", engine_kwargs=options) as book:
            rows.map(mark_again).to_excel(book, index=False)
    with prepare([path], store, upload_day=TODAY) as ready:
        assert not ready.set_aside, ready.problems()
        publish(ready, message="m", author="A")
    assert values(store, "partners", "name") == [cell.strip()]


def test_no_list_in_any_answer_is_written_otherwise_than_cadence_reads_one(sample: Serving) -> None:
    from cadence.answers.questions import load_questions

    lists = 0
    for question in load_questions().values():
        known = {k: v for k, v in question.example.items() if k in question.parameters}
        if "network" in question.parameters:
            known.setdefault("network", "astrolabe")
        answer = sample.frame(question.name, **known)
        text = safe_csv(answer).decode("utf-8-sig")
        lists += sum(any(hasattr(value, "tolist") for value in answer[column]) for column in answer)
        assert "['" not in text and "[nan" not in text and "array(" not in text, question.name
    assert lists > 5


@needs(CASES)
def test_the_month_later_tracker_moves_no_agreed_day(tmp_path: Path) -> None:
    place = ["--store", str(tmp_path / "store"), "--author", "A"]
    first, later = (str(CASES / "workbooks" / name) for name in ("s2_progress.xlsx", "h1_progress_month_later.xlsx"))
    assert CliRunner().invoke(commands(), ["publish", first, "-m", "1", *place]).exit_code == 0
    replaced = CliRunner().invoke(
        commands(), ["publish", "--mode", "replace", "--set-aside", "--remove-rows", later, "-m", "2", *place]
    )
    assert replaced.exit_code == 0
    CliRunner().invoke(commands(), ["publish", "--set-aside", later, "-m", "3", *place])
    store = Store.open(settings_for(tmp_path / "store"))
    try:
        rows = published(store, "progress").set_index(["city_id", "milestone_id"])
        assert str(rows.loc[("bizerte", "m3"), "baseline_on"])[:10] == "2026-06-30"
        assert open_serving(store, patience=60).rows("progress") == 14
    finally:
        store.close()


def test_a_file_that_says_something_in_every_column_is_held_against_what_is_published(
    store: Store, bring: Callable[..., Publication | None]
) -> None:
    """Nothing is left unsaid: no published value is looked up."""
    row = {field.name: field.example for field in load_contracts()["partners"].fields}
    assert all(row.values()), "every field has an example"
    row["partner_id"] = "another-code"  # the example itself is a template's, and left out
    for name in (row["name"], "Another name"):
        lines = [",".join(row), ",".join(f'"{value}"' for value in (row | {"name": name}).values())]
        assert bring(partners=lines)
        assert list(published(store, "partners")["name"]) == [name]
