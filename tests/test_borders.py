"""The borders of the code, held by tests: who may import what, how long a file may be, where words live."""

from __future__ import annotations

import ast
import subprocess
import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from cadence.settings import PROJECT, SETTINGS

CODE = sorted((PROJECT / "cadence").rglob("*.py"))
PAGES = sorted((PROJECT / "pages").glob("*.py"))


# A module imports only from rooms on higher lines, or from its own. Rooms of one line do not know each other.
LAYERS = [
    "errors settings sql scratch days",
    "contract",
    "words",
    "problems",
    "access worker",
    "reading checks store",
    "answers forms recipes",
    "cards",
    "charts exports intake",
    "report",
    "app cli",
    "server pages",
    "dashboard __main__",
]
LINE = {room: number for number, line in enumerate(LAYERS) for room in line.split()}
LOOSE = {"__init__", "__main__", "errors", "settings", "sql", "scratch", "days", "problems"}
KNOW_STREAMLIT = {"app", "server", "pages", "dashboard"}


def module_of(path: Path) -> str:
    """The dotted name of a file's module."""
    return ".".join(path.relative_to(PROJECT).with_suffix("").parts).removesuffix(".__init__")


MODULES = {module_of(path): path for path in (*CODE, *PAGES, PROJECT / "dashboard.py")}


def room_of(module: str) -> str:
    """The room of a module: the folder below cadence/, or the loose module itself."""
    parts = module.removeprefix("cadence.").split(".")
    return parts[0]


def known_by(module: str) -> set[str]:
    """Every module of ours that a module imports, wherever in its text and under whatever condition."""
    found = set()
    for node in ast.walk(ast.parse(MODULES[module].read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0 and node.module, "imports are written out"
            whole = {name: f"{node.module}.{name.name}" for name in node.names}
            found |= {full if full in MODULES else node.module for full in whole.values()}
    return found & MODULES.keys() - {module, "cadence"}


def imports(path: Path) -> set[str]:
    """The names of the packages that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def test_every_arrow_points_down_and_every_room_is_on_a_line() -> None:
    rooms = {room_of(module) for module in MODULES} - {"cadence"}
    assert rooms == LINE.keys()
    upward = [
        (module, known)
        for module in MODULES
        for known in known_by(module)
        if room_of(module) != room_of(known) and LINE[room_of(known)] >= LINE[room_of(module)]
    ]
    assert upward == []


def test_no_modules_go_in_a_circle() -> None:
    try:
        TopologicalSorter({module: known_by(module) for module in MODULES}).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_no_module_lies_loose() -> None:
    assert {path.stem for path in (PROJECT / "cadence").glob("*.py")} == LOOSE


def test_the_tests_are_laid_out_like_the_package() -> None:
    folders = {path.parent.name for path in (PROJECT / "tests").glob("*/test_*.py")}
    assert folders - {"browser"} == {path.name for path in (PROJECT / "cadence").iterdir() if path.is_dir()} - {
        "languages",
        "__pycache__",
    }


def test_no_room_without_a_screen_knows_streamlit() -> None:
    know = {room_of(module) for module, path in MODULES.items() if "streamlit" in imports(path)}
    assert know <= KNOW_STREAMLIT


def test_no_command_loads_streamlit() -> None:
    code = "import sys, cadence.cli; sys.exit('streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=False).returncode == 0


def test_no_module_is_too_long_to_read():
    long = {str(path.relative_to(PROJECT)): len(path.read_text("utf-8").splitlines()) for path in CODE}
    assert {path: lines for path, lines in long.items() if lines > 250} == {}


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name)
def test_a_page_is_a_table_of_contents(path: Path):
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= 60
    assert "open_page(__file__" in text
    assert not imports(path) & {"duckdb", "pandas", "plotly"}, "a page asks and shows; it does not compute"


def test_only_settings_reads_the_environment():
    readers = [path.name for path in CODE if "os.environ" in path.read_text("utf-8") and path.name != "settings.py"]
    assert not readers


def test_every_setting_is_in_the_readme():
    readme = (PROJECT / "README.md").read_text("utf-8")
    assert [setting.name for setting in SETTINGS if setting.name not in readme] == []


def test_nothing_heavy_is_imported_for_the_charts():
    code = "import sys, cadence.charts.look; sys.exit('plotly.express' in sys.modules or 'streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=False).returncode == 0


# Participles that do not end in "ed". Those that are the verb itself, such as read, put, set, cut and run, may stand.
IRREGULAR = """
begun bent born bought bound broken brought built caught chosen dealt done drawn driven eaten fallen felt
forgotten found frozen given gone got grown heard held hidden kept known laid led left lent lost made meant met
paid proven risen said seen sent shown sold sought spent spoken stood struck sworn swept taken taught thought
thrown told torn understood undone unknown unseen withdrawn withheld won worn woven wound written
"""
# No participles, though they end like one.
VERBS_AND_NOUNS = {
    "feed",  # to feed, a feed
    "need",  # to need, a need
    "seed",  # to seed, a seed
}


def is_participle(name: str) -> bool:
    """Whether the whole name of a function is one past participle."""
    word = name.strip("_")
    return (word.isalpha() and word.endswith("ed") and word not in VERBS_AND_NOUNS) or word in IRREGULAR.split()


@pytest.mark.parametrize(("name", "is_one"), [("_told", True), ("opened", True), ("need", False), ("open_file", False)])
def test_a_participle_is_known_by_its_form(name: str, is_one: bool) -> None:
    assert is_participle(name) is is_one


def test_a_function_is_named_by_what_it_gives_or_does_and_not_by_a_participle() -> None:
    functions = [
        (path.relative_to(PROJECT).as_posix(), node.name)
        for path in (*MODULES.values(), *sorted((PROJECT / "benchmarks").rglob("*.py")))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert [(path, name) for path, name in functions if is_participle(name)] == []


# The names under which some packages are imported, and those that others load for us.
IMPORTED_AS = {"python-calamine": "python_calamine", "tomli-w": "tomli_w"}
LOADED_BY_OTHERS = ("duckdb-extension-", "pytz", "tzdata")


def test_every_library_imported_is_required_and_every_one_required_is_imported() -> None:
    lines = (PROJECT / "requirements.txt").read_text("utf-8").splitlines()
    required = {line.split("==")[0] for line in lines if "==" in line}
    used = set().union(*(imports(path) for path in MODULES.values())) - sys.stdlib_module_names - {"cadence"}
    assert used == {IMPORTED_AS.get(name, name) for name in required if not name.startswith(LOADED_BY_OTHERS)}
    assert all("#" in line for line in lines if "==" in line), "each says what it is for"
