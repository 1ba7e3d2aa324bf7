"""The borders of the code, held by tests: who may import what, how long a file may be, where words live."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from cadence.settings import PROJECT, SETTINGS

CODE = sorted((PROJECT / "cadence").rglob("*.py"))
PAGES = sorted((PROJECT / "pages").glob("*.py"))


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("path", CODE, ids=lambda p: str(p.relative_to(PROJECT)))
def test_only_the_ui_knows_streamlit(path: Path):
    if "ui" not in path.relative_to(PROJECT / "cadence").parts:
        assert "streamlit" not in imports(path)


@pytest.mark.parametrize("path", CODE, ids=lambda p: str(p.relative_to(PROJECT)))
def test_no_module_is_too_long_to_read(path: Path):
    assert len(path.read_text("utf-8").splitlines()) <= 250


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
