"""The watched folder: whole files are published, half-written ones left alone, problems written beside."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cadence.answers.serving import open_exactly
from cadence.server import inbox_questions
from cadence.server.inbox import Inbox
from cadence.server.inbox_files import PROBLEMS, PUBLISHED
from cadence.settings import read_settings
from cadence.store import Store
from cadence.words import words_in

NETWORKS = "network_id,name,starts_on\nnet,Net,2024-01-01\n"
CITIES = "city_id,network_id,name,country,joined_on\nbako,net,Bako,SN,2024-01-01\n"


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[Inbox]:
    folder = tmp_path / "inbox"
    folder.mkdir()
    store = Store.open(read_settings({"CADENCE_STORE": str(tmp_path / "store")}))
    yield Inbox(folder, store, words_in("fr"))
    store.close()


def test_files_that_belong_together_are_published_as_one_step(inbox: Inbox):
    (inbox.folder / "cities.csv").write_text(CITIES)
    (inbox.folder / "networks.csv").write_text(NETWORKS)
    assert inbox.look() is None  # seen for the first time: perhaps still being written
    done = inbox.look()
    assert done is not None and set(done.changes) == {"networks", "cities"}
    assert done.author == "inbox" and "cities.csv" in done.message
    assert sorted(path.name.split("_", 1)[1] for path in (inbox.folder / PUBLISHED).glob("*.csv")) == [
        "cities.csv",
        "networks.csv",
    ]
    assert inbox.look() is None


def test_a_file_that_is_still_growing_is_left_alone(inbox: Inbox):
    path = inbox.folder / "networks.csv"
    path.write_text("network_id,name,starts_on\n")
    inbox.look()
    path.write_text(NETWORKS)
    assert inbox.look() is None
    assert inbox.look() is not None


def test_problems_stand_beside_the_file_and_nothing_is_published(inbox: Inbox):
    path = inbox.folder / "networks.csv"
    path.write_text(NETWORKS + "other,Other,soon\n")
    inbox.look()
    assert inbox.look() is None
    beside = (inbox.folder / f"networks.csv{PROBLEMS}").read_text("utf-8-sig")
    assert "soon" in beside and "3" in beside and "date" in beside
    assert path.exists() and inbox.store.history() == []
    assert inbox.look() is None  # not tried again until it changes
    path.write_text(NETWORKS)
    inbox.look()
    assert inbox.look() is not None
    assert not (inbox.folder / f"networks.csv{PROBLEMS}").exists()


def test_rows_are_set_aside_only_where_the_setting_says_so(inbox: Inbox):
    inbox.set_aside_ok = True
    (inbox.folder / "networks.csv").write_text(NETWORKS + "other,Other,soon\n")
    inbox.look()
    done = inbox.look()
    assert done is not None and done.set_aside == 1
    assert (inbox.folder / f"networks.csv{PROBLEMS}").exists()


def test_what_is_no_export_is_not_touched(inbox: Inbox):
    (inbox.folder / "notes.docx").write_bytes(b"PK")
    inbox.look()
    assert inbox.look() is None
    assert (inbox.folder / "notes.docx").exists()


def test_the_name_of_a_file_tells_until_when_it_knows(inbox: Inbox):
    (inbox.folder / "cities.csv").write_text(CITIES)
    (inbox.folder / "networks.csv").write_text(NETWORKS)
    text = "activity_id,network_id,held_on,kind\na,net,2026-01-05,funding\nb,net,2026-03-05,funding\n"
    (inbox.folder / "activities_2026-02-28.csv").write_text(text)
    inbox.look()
    done = inbox.look()
    assert done is not None and done.changes["extracts"].added == 1
    known = open_exactly(inbox.store).frame("data_dates", network="net")["newest"]
    assert [day.date().isoformat() for day in known] == ["2026-02-28"]


PHASES = "phase_id,network_id,position,name_en,name_fr,starts_on,ends_on\np,net,1,P,P,2024-01-01,2026-12-31\n"
PARTNERS = "partner_id,name,sector,country\nq-01,Un,ngo,SN\nq-02,Deux,ngo,ML\n"
PLAN = {"networks.csv": NETWORKS, "cities.csv": CITIES, "partners.csv": PARTNERS}
# Each is stopped by something else: the file, what its problems or questions say, and the answer that frees it.
BAD = {
    "a_page.csv": ("<!doctype html><html><body>Connexion</body></html>", "page web", None),
    "b_dates.csv": ("Code de la ville;Date;Remarque\nbako;12/03/2026;a\n", "12 mars 2026", "A1"),
    "c_column.csv": (PHASES.replace("starts_on,", "").replace("2024-01-01,", ""), "Début de la phase", None),
    "d_row.csv": ("partner_id,name,sector\nq-08,Huit,ngo\nq-09,Neuf,Association\n", "ONG", "A1"),
    "e_emptied.csv": ("partner_id,name,sector,country\nq-01,Un,ngo,\nq-02,Deux,ngo,ML\n", "Partenaires, Pays, 1", "A1"),
    "f_codes.csv": ("partner_id,name,sector\nQ01,Un,ngo\n", "Q01 (q-01)", "A1"),
}


def tick(path: Path, mark: str) -> None:
    """An answer, as somebody gives it in a text editor."""
    beside = inbox_questions.beside(path)
    text = beside.read_text("utf-8-sig")
    assert f"[ ] {mark} " in text
    beside.write_text(text.replace(f"[ ] {mark} ", f"[X] {mark} "), "utf-8-sig")


def looks(inbox: Inbox, n: int = 2) -> None:
    for _ in range(n):
        inbox.look()


def bring(inbox: Inbox, files: dict[str, str]) -> None:
    for name, text in files.items():
        (inbox.folder / name).write_text(text, "utf-8")
    looks(inbox)


def said(inbox: Inbox, name: str) -> str:
    """All that stands beside a file."""
    texts = [path.read_text("utf-8-sig") for path in sorted(inbox.folder.glob(f"{name}.*"))]
    return "\n".join(texts).replace("\u202f", " ").replace("\u00a0", " ")


def waiting(inbox: Inbox) -> list[str]:
    return sorted(path.name for path in inbox.folder.glob("*.csv") if not path.name.endswith(PROBLEMS))


def test_one_bad_file_stops_no_other_and_each_question_has_an_answer(inbox: Inbox):
    bring(inbox, PLAN)
    assert waiting(inbox) == []
    bring(inbox, {name: text for name, (text, _, _) in BAD.items()} | {"good.csv": PHASES})
    assert waiting(inbox) == sorted(BAD)
    assert set(inbox.store.history()[0].changes) == {"phases"}
    for name, (_, sentence, mark) in BAD.items():
        assert sentence in said(inbox, name), said(inbox, name)
        assert inbox_questions.beside(inbox.folder / name).exists() == (mark is not None), name
    assert inbox.look() is None, "nothing changed: nothing is tried again"
    for name, (_, _, mark) in BAD.items():
        if mark:
            tick(inbox.folder / name, mark)
    looks(inbox, 3)  # two of the files bring the same partner: the second follows the first
    assert waiting(inbox) == ["a_page.csv", "c_column.csv"]
    frame = open_exactly(inbox.store)
    with frame.cursor() as cursor:
        assert cursor.execute("select held_on::varchar from checkins").fetchall() == [("2026-03-12",)]
        rows = cursor.execute("select partner_id, country from partners order by 1").fetchall()
    assert rows == [("q-01", None), ("q-02", "ML"), ("q-08", None)], "the known code was put, the bad row left out"
    assert not list(inbox.folder.glob(f"*{inbox_questions.SUFFIX}"))


def test_what_may_be_lost_is_asked_again_when_the_file_changes(inbox: Inbox):
    bring(inbox, PLAN)
    bring(inbox, {"e.csv": BAD["e_emptied.csv"][0]})
    tick(inbox.folder / "e.csv", "A1")
    bring(inbox, {"e.csv": BAD["e_emptied.csv"][0].replace("q-02,Deux,ngo,ML", "q-02,Deux,ngo,")})
    assert waiting(inbox) == [], "a column that is empty from top to bottom says nothing, so nothing is lost"
    bring(inbox, {"e.csv": BAD["e_emptied.csv"][0]})
    assert waiting(inbox) == ["e.csv"], "the answer was for other bytes"


def test_a_file_that_needs_one_put_aside_waits_and_follows_by_itself(inbox: Inbox):
    bring(inbox, {"networks.csv": NETWORKS, "x_cities.csv": CITIES.replace("2024-01-01", "03/04/2024")})
    bring(inbox, {"z.csv": "city_id,held_on\nbako,2026-02-01\n"})
    assert waiting(inbox) == ["x_cities.csv", "z.csv"]
    assert "x_cities.csv" in said(inbox, "z.csv")
    tick(inbox.folder / "x_cities.csv", "A1")
    looks(inbox)
    assert waiting(inbox) == []


@pytest.mark.parametrize("moment", ["before", "after", "between"])
def test_killed_in_between_nothing_is_lost_and_nothing_comes_twice(
    inbox: Inbox, moment: str, monkeypatch: pytest.MonkeyPatch
):
    class Killed(BaseException):
        """The process ends here."""

    move, published = Inbox._move, Inbox._publish_all

    def die(self: Inbox, files: list[Path], stamps: object) -> None:
        if moment == "between":
            move(self, files[:1], stamps)  # type: ignore[arg-type]
        raise Killed

    def die_before(*_: object) -> None:
        raise Killed

    monkeypatch.setattr(Inbox, *(("_publish_all", die_before) if moment == "before" else ("_move", die)))
    with pytest.raises(Killed):
        bring(inbox, PLAN | {"d.csv": BAD["d_row.csv"][0]})
    monkeypatch.setattr(Inbox, "_move", move)
    monkeypatch.setattr(Inbox, "_publish_all", published)
    again = Inbox(inbox.folder, inbox.store, inbox.words)
    looks(again)
    assert waiting(again) == ["d.csv"]
    assert len(inbox.store.history()) == 1
    kept = {path.name.split("_", 1)[1]: path.read_text() for path in (inbox.folder / PUBLISHED).glob("*.csv")}
    assert kept == PLAN


def test_a_file_written_anew_while_it_is_published_stays_to_be_taken(inbox: Inbox, monkeypatch: pytest.MonkeyPatch):
    path, newer = inbox.folder / "networks.csv", NETWORKS.replace("Net", "Newer")
    publish_all = Inbox._publish_all

    def rewrite(self: Inbox, *of: object) -> object:
        done = publish_all(self, *of)  # type: ignore[arg-type]
        if "Newer" not in path.read_text():
            path.write_text(newer)
        return done

    monkeypatch.setattr(Inbox, "_publish_all", rewrite)
    bring(inbox, {"networks.csv": NETWORKS})
    assert path.read_text() == newer
    looks(inbox)
    assert waiting(inbox) == []
    with open_exactly(inbox.store).cursor() as cursor:
        assert cursor.execute("select name from networks").fetchall() == [("Newer",)]


def test_columns_that_are_not_read_are_said_beside_what_was_published(inbox: Inbox):
    bring(inbox, {"networks.csv": "network_id,name,starts_on,Humeur\nnet,Net,2024-01-01,bonne\n"})
    (read,) = (inbox.folder / PUBLISHED).glob("*.read.txt")
    assert "Humeur" in read.read_text()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_answers_are_read_as_any_editor_saves_them(tmp_path: Path, encoding: str):
    text = "Question ?\r\n[ x ] A1  un\r\n[ ] A2  deux\r\n[x] A3\r\n[x] A4\r\n\r\nA1 dates=dmy\r\nA2 dates=mdy\r\n"
    text += "A3 codes=same\r\nA4 codes=new\r\nfile=" + "a" * 64 + "\r\n"
    inbox_questions.beside(tmp_path / "a.csv").write_bytes(text.encode(encoding))
    found = inbox_questions.read(tmp_path / "a.csv")
    assert found.said == (("dates", "dmy"),), "two ticks are no answer"
    assert found.choice().dates == "dmy"


def test_rows_that_wait_for_another_file_are_not_left_out_as_bad_rows(inbox: Inbox):
    inbox.set_aside_ok = True
    bring(inbox, {"networks.csv": NETWORKS, "x_cities.csv": CITIES.replace("2024-01-01", "03/04/2024")})
    bring(inbox, {"z.csv": "city_id,held_on\nbako,2026-02-01\nbako,soon\n"})
    assert waiting(inbox) == ["x_cities.csv", "z.csv"]
    tick(inbox.folder / "x_cities.csv", "A1")
    looks(inbox)
    assert waiting(inbox) == [] and inbox.store.history()[0].set_aside == 1
