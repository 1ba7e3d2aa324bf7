"""Contrast in both themes: text at 4.5:1 or more, marks of charts at 3:1 or more (WCAG 2.2, 1.4.3 and 1.4.11)."""

from __future__ import annotations

import re
import tomllib

import pytest

from cadence.app.frame import READABLE
from cadence.charts import look
from cadence.settings import PROJECT

THEMES = tomllib.loads((PROJECT / ".streamlit" / "config.toml").read_text("utf-8"))["theme"]
# Streamlit's own light background; the dark one is ours.
GROUNDS = {"light": "#FFFFFF", "dark": THEMES["dark"]["backgroundColor"]}
# Streamlit's own colour of text in the dark theme (ours in the light one), and how it thins a caption.
TEXT = {"light": THEMES["light"]["textColor"], "dark": "#EDEBE8"}
CAPTION = 0.6

MARKS = {
    **{f"palette {n}": colour for n, colour in enumerate(look.PALETTE)},
    **{status: mark.colour for status, mark in look.STATUS.items()},
    "accent": look.ACCENT,
    "grey": look.GREY,
}

Colour = tuple[float, float, float]


def over(colour: str, ground: str) -> Colour:
    """A colour, hexadecimal or with an opacity, as it looks on a ground."""
    if colour.startswith("#"):
        return hexadecimal(colour)
    *parts, opacity = (float(n) for n in re.findall(r"[\d.]+", colour))
    return thinned((parts[0], parts[1], parts[2]), opacity, ground)


def hexadecimal(colour: str) -> Colour:
    return (int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16))


def thinned(colour: Colour, opacity: float, ground: str) -> Colour:
    red, green, blue = (c * opacity + g * (1 - opacity) for c, g in zip(colour, hexadecimal(ground), strict=True))
    return (red, green, blue)


def luminance(colour: Colour) -> float:
    """Relative luminance, as WCAG defines it."""
    linear = [c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(colour: Colour, ground: str) -> float:
    light, dark = sorted((luminance(colour), luminance(hexadecimal(ground))), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_formula_gives_the_ratios_of_the_standard():
    assert contrast((0, 0, 0), "#FFFFFF") == pytest.approx(21)
    assert contrast((0x76, 0x76, 0x76), "#FFFFFF") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("mark", sorted(MARKS))
def test_marks_stand_out_from_the_ground(mark: str, theme: str):
    assert contrast(over(MARKS[mark], GROUNDS[theme]), GROUNDS[theme]) >= 3


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_captions_and_links_can_be_read(theme: str):
    ground = GROUNDS[theme]
    text = hexadecimal(TEXT[theme])
    assert contrast(text, ground) >= 7
    assert contrast(thinned(text, CAPTION, ground), ground) >= 4.5
    assert contrast(hexadecimal(THEMES[theme]["linkColor"]), ground) >= 4.5


def test_text_in_charts_can_be_read_in_the_light_theme():
    colour = re.findall(r"#[0-9A-F]{6}", READABLE)[0]
    assert contrast(hexadecimal(colour), GROUNDS["light"]) >= 4.5


def test_the_pages_and_the_charts_share_one_palette():
    assert THEMES["chartCategoricalColors"] == list(look.PALETTE)
