"""The whole way in through a real browser: dropped, understood, mended, published, taken back."""

from __future__ import annotations

import contextlib
import csv
import io
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser, Page

from cadence.words import languages
from tests.browser.driving import new_tab, serve
from tests.browser.uploading import Visit
from tests.proving import part, rounds

pytestmark = [pytest.mark.browser, pytest.mark.prove]

ROWS = rounds(50_000, 1_000_000)  # of a file that is large
BROKEN = """\
Suivi des activités;;;;;;;;
;;;;;;;;
Code de l’activité;Code du réseau;Date;Nature de l’activité;Titre de l’activité;Partenaires;Villes;Utilité;Interne
ACT001;astrolabe;05/06/2026;joint_session;Séance « marchés »;Atelier des Lacetz;ndiassore;3,5;oui
{prefix}-2;astrolabe;07/08/2026;joint_session;Deuxième;kivuli-record;NDIASSORE|kpalobe;2,5;non
{prefix}-3;astrolabe;09/10/2025;joint_session;Troisième;atelier-lacets;kpalobe;4;
{prefix}-4;astrolabe;bientôt;joint_session;Quatrième;atelier-lacets;kpalobe;4,0;
Total;;;;;;;14,0;
"""


@pytest.fixture(scope="module")
def server(browser: Browser) -> Iterator[str]:
    """One dashboard for this module, on a record of its own."""
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder) / "store") as address:
        yield address


@pytest.fixture(scope="module")
def tab(browser: Browser) -> Iterator[Page]:
    """One tab, in which all files are brought."""
    page = new_tab(browser)
    yield page
    page.context.close()


@pytest.fixture
def visit(server: str, tab: Page) -> Callable[[str], Visit]:
    """A visitor on the upload page, in a language."""

    def begin(language: str = "en") -> Visit:
        found = Visit(tab, server, language)
        found.open()
        return found

    return begin


@pytest.fixture(params=part(languages(), 2))
def anyone(request: pytest.FixtureRequest, visit: Callable[[str], Visit]) -> Visit:
    """A visitor in each language in turn."""
    return visit(request.param)


def write(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.replace("\n", "\r\n").encode(encoding))
    return path


def test_a_clean_file_is_published_and_taken_back_from_its_result(anyone: Visit, tmp_path: Path):
    code = f"clean-{anyone.language}"
    anyone.drop(write(tmp_path, "partners.csv", f"partner_id,name,sector\n{code},Clean & Co,ngo\n"))
    anyone.sees(anyone.say("no_problems"))
    anyone.sees(anyone.say("history.rows_added", n=1))
    anyone.publish("One more partner")
    anyone.take_back()
    anyone.open("history", f"&row_table=partners&key_partner_id={code}")
    anyone.sees("Clean & Co")
    anyone.sees(anyone.say("history.change_removed"))


def test_a_broken_french_excel_export_is_mended_published_and_its_rest_brought_again(anyone: Visit, tmp_path: Path):
    prefix = f"desordre-{anyone.language}"
    anyone.drop(write(tmp_path, "désordre.csv", BROKEN.format(prefix=prefix), "cp1252"))
    anyone.sees(anyone.say("answer_first", n=1))
    anyone.tab.get_by_text(anyone.say("dates_dmy")).click()
    anyone.sees("bientôt")
    anyone.sees(anyone.say("answered", answer=anyone.say("dates_dmy")))
    anyone.press(anyone.say("accept_all", n=4))
    anyone.sees(anyone.say("rows_aside", n=1))
    anyone.publish("Third quarter", without_rest=True)
    anyone.open("history")
    anyone.tab.locator("[class*=st-key-details_] button").first.click()
    anyone.sees_anywhere(anyone.say("history.rejects", n=1))
    rest = anyone.download(anyone.say("history.rejects", n=1)).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(rest))
    assert row["Date"] == "bientôt" and "bientôt" in row[anyone.words("columns.set_aside_reason")]
    assert row[anyone.words("columns.rejected_line")] == "7"
    anyone.open()
    anyone.drop(write(tmp_path, "mended.csv", rest.replace("\r\n", "\n").replace("bientôt", "2026-09-01", 1)))
    anyone.sees(anyone.say("no_problems"))
    anyone.sees(anyone.say("history.rows_added", n=1))


def test_a_file_of_another_table_is_told_apart_and_may_be_chosen_otherwise(
    visit: Callable[[str], Visit], tmp_path: Path
):
    visitor = visit("en")
    visitor.drop(write(tmp_path, "export.csv", "city_id,starts_on,reason,is_agreed\nndiassore,2026-01-05,shock,yes\n"))
    assert visitor.tab.locator(".st-key-about_0_0_pauses input").input_value() == "Pauses"
    visitor.tab.locator(".st-key-about_0_0_pauses input").click()
    visitor.tab.keyboard.type("Cities")
    visitor.tab.keyboard.press("Enter")
    visitor.sees(visitor.say("refused_first"))
    visitor.sees("required field City name")
    visitor.tab.locator(".st-key-about_0_0_cities input").click()
    visitor.tab.keyboard.type("Pauses")
    visitor.tab.keyboard.press("Enter")
    visitor.sees(visitor.say("rows_ready", n=1))


def test_three_files_that_need_each_other_are_one_publication(visit: Callable[[str], Visit], tmp_path: Path):
    visitor = visit("fr")
    visitor.drop(
        write(tmp_path, "stages.csv", "partnership_id,entered_on,stage\ntrio-1,2026-02-01,contacted\n"),
        write(
            tmp_path,
            "partnerships.csv",
            "partnership_id,partner_id,network_id,role,typology\ntrio-1,trio,astrolabe,expertise,series_partner\n",
        ),
        write(tmp_path, "partners.csv", "partner_id,name,sector\ntrio,Trio,ngo\n"),
    )
    visitor.sees(visitor.say("no_problems"))
    visitor.publish("Trois fichiers")
    assert visitor.page.count(visitor.say("history.rows_added", n=1)) == 3


def test_a_changed_baseline_is_refused_with_the_old_and_the_new_date(visit: Callable[[str], Visit], tmp_path: Path):
    visitor = visit("en")
    visitor.drop(write(tmp_path, "progress.csv", "city_id,milestone_id,baseline_on\nndiassore,ast-01,2024-05-31\n"))
    visitor.sees("2023-11-20")
    visitor.sees("2024-05-31")
    visitor.sees(visitor.say("rows_aside", n=1))


def test_the_same_file_twice_is_noticed_and_would_change_nothing(visit: Callable[[str], Visit], tmp_path: Path):
    visitor = visit("en")
    path = write(tmp_path, "partners.csv", "partner_id,name,sector\ntwice,Twice,ngo\n")
    visitor.drop(path)
    visitor.publish("Once")
    visitor.open()
    visitor.drop(path)
    visitor.sees("Awa")
    visitor.sees(visitor.say("nothing_changes"))


@pytest.mark.slow
def test_a_large_file_is_published_and_seen_and_the_times_are_told(
    server: str, visit: Callable[[str], Visit], tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "activities.csv"
    duckdb.sql(
        "select format('m-{:07d}', i) as activity_id, 'astrolabe' as network_id, "
        "date '2024-01-01' + (i % 900)::int as held_on, 'joint_session' as kind, 'Session ' || i as title, "
        f"'atelier-lacets' as partners, 'ndiassore' as cities from range({ROWS}) t(i)"
    ).write_csv(str(path))
    began = time.monotonic()
    duckdb.sql("create table plain as from read_csv($path)", params={"path": str(path)})
    plain = time.monotonic() - began
    visitor = visit("en")
    began = time.monotonic()
    visitor.drop(path)
    visitor.sees(visitor.say("history.rows_added", n=ROWS))
    checked = time.monotonic() - began
    began = time.monotonic()
    visitor.publish("A large file")
    seen = time.monotonic() - began
    with capsys.disabled():
        print(
            f"\n{ROWS:,} rows, {path.stat().st_size / 1e6:.0f} MB: dropped to checked and previewed {checked:.1f} s, "
            f"published to visible {seen:.1f} s, plain read_csv {plain:.1f} s, peak of the server {peak(server):.0f} MB"
        )
    assert checked + seen < 180


def peak(address: str) -> float:
    """The most memory the server ever held, in MB, as the kernel counts it."""
    port = address.rpartition(":")[2].encode()
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if b"CADENCE_PORT=" + port in (process / "environ").read_bytes().split(b"\0"):
                status = (process / "status").read_text()
                return int(status.partition("VmHWM:")[2].split()[0]) / 1000
    return float("nan")
