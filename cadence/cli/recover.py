"""``recover``: a record whose catalogue is lost, built again from what lies in its folder."""

from __future__ import annotations

from typing import Annotated

import typer

from cadence.cli.console import (
    DEFAULT_LANGUAGE,
    ENGLISH_OR_CHOSEN,
    SET_ASIDE,
    LanguageOption,
    StoreOption,
    progress_bar,
    say,
    settings_at,
    words_of,
)
from cadence.store import kept_catalogue, recovery
from cadence.words import Words

KeepOption = Annotated[
    bool, typer.Option("--keep-catalogue", help=ENGLISH_OR_CHOSEN("commands.options.keep_catalogue"))
]


def recover(
    keep_catalogue: KeepOption = False, language: LanguageOption = DEFAULT_LANGUAGE, store: StoreOption = ""
) -> None:
    """Rebuild a record without its catalogue. Exit 0: exactly as it was; 1: something is lost, and said."""
    words, place = words_of(language), settings_at(store)
    if keep_catalogue:
        moved = kept_catalogue.keep_catalogue(place.store, place.get("data"))
        say(words("commands.recover.kept", n=len(moved)))
        return
    with progress_bar(words, "recover") as tell:
        told = recovery.recover(place.store, place.get("data"), tell)
    _say(told, words)
    if told.lost or told.damaged or told.from_files:
        raise typer.Exit(SET_ASIDE)


def _say(told: recovery.Recovered, words: Words) -> None:
    """What was brought back, then what was not."""
    if told.from_files:
        say(words("commands.recover.from_files", rows=sum(told.rows.values())))
    else:
        say(words("commands.recover.steps", n=told.steps, first=told.first, last=told.last))
    for table, n in told.rows.items():
        say(words("commands.recover.table", table=table, n=n))
    if told.lost:
        say(words("commands.recover.lost", n=len(told.lost), steps=", ".join(map(str, sorted(told.lost)))))
    for path in told.damaged:
        say(words("commands.recover.damaged", path=path))
    if told.reports:
        say(words("commands.recover.reports", n=told.reports))
    say(words("commands.recover.trash", folder=f"trash/{told.trash}"))
