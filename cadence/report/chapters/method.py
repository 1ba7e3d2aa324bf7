"""Method and limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from cadence import __version__
from cadence.answers import questions
from cadence.answers.digest import definitions_digest
from cadence.contract import load_contracts
from cadence.report.facts import Facts
from cadence.report.kept import changed_since, newest_counted_otherwise
from cadence.report.model import About, Block, Chapter, Paragraph, Sentence
from cadence.store import KeptReport

# Name of the sentence, question, and which row of its answer.
PROCESSES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("test_first", "action_rates", {"rate": "test_first"}),
    ("scale_up", "action_rates", {"rate": "scale_up"}),
    ("handful", "handful", {}),
)


def chapter(facts: Facts, about: About, kept: Sequence[KeptReport]) -> Chapter:
    """What the figures stand on, how they are counted, what they cannot say."""
    blocks: list[Block] = [
        facts.paragraph(
            *_stands(facts, about),
            facts.say("method.data_date"),
            _counted_by(facts),
            _counted_otherwise(facts),
        ),
        *_of_one_kept(facts, newest_counted_otherwise(kept, about)),
        facts.paragraph(
            facts.say("method.intervals"), *_processes(facts), facts.say("method.unlike"), facts.say("method.pace")
        ),
        facts.paragraph(
            facts.say("method.small_cells", limit=int(facts.limit)),
            facts.say("method.causes"),
            facts.say("method.claims") if not facts.ask("achievement").is_empty else None,
        ),
    ]
    if facts.missing:
        blocks.append(facts.paragraph(facts.say("method.missing")))
        blocks.append(Paragraph(tuple(facts.missing.values()), is_list=True))
    blocks.append(facts.table("rules", facts.ask("counting_rules"), ("rule", "value", "set_for"), "definitions"))
    freshness = facts.ask("freshness")
    if not freshness.is_empty:
        titles = {name: contract.title[facts.words.language] for name, contract in load_contracts().items()}
        titled = freshness.of(freshness.frame.assign(table_title=freshness.frame["export"].map(titles)))
        blocks.append(facts.table("freshness", titled, ("table_title", "facts_until", "newest"), "history"))
    return Chapter("method", facts.words("report.topics.method"), facts.say("method.title"), tuple(blocks))


def _stands(facts: Facts, about: About) -> list[Sentence]:
    """The snapshot the figures come from, and that it gives the same again; or that there is none."""
    blanks = {"network": about.network_name, "day": about.data_date}
    if not about.published:
        return [facts.say("method.stands_files", **blanks)]
    stands = facts.say("method.stands", snapshot=about.snapshot, **blanks)
    return [stands, facts.say("method.same", snapshot=about.snapshot)]


def _counted_by(facts: Facts) -> Sentence:
    """The version of the program and the mark of its definitions."""
    return facts.say("method.counted_by", version=__version__, digest=definitions_digest())


def _counted_otherwise(facts: Facts) -> Sentence | None:
    """Under which definitions the snapshot was published, where they are others than today's and it is known."""
    came = facts.serving.published
    if came is None or came.definitions in ("", definitions_digest()):
        return None
    then = {"then_version": came.program, "then": came.definitions}
    return facts.say("method.counted_otherwise", version=__version__, digest=definitions_digest(), **then)


def _of_one_kept(facts: Facts, kept: KeptReport | None) -> list[Paragraph]:
    """The report kept of the same snapshot that was counted otherwise: where it is, and what is defined otherwise."""
    if kept is None:
        return []
    when = {"when": kept.time.date(), "author": kept.author, "sha256": kept.short}
    said = facts.say("method.kept", version=kept.program, digest=kept.definitions, **when)
    moved = [facts.say("method.defined", what=_name_of(facts, name)) for name in changed_since(kept)]
    return [facts.paragraph(said), Paragraph(tuple(moved), is_list=True)]


def _name_of(facts: Facts, name: str) -> str:
    """A definition by its meaning; one that is no table of its own, or went, by its place."""
    room, _, short = name.partition("/")
    loads = {
        "questions": questions.load_questions,
        "metrics": questions.load_metrics,
        "situations": questions.load_situations,
    }
    found = loads[room]().get(name.rpartition("/")[2]) if room in loads else None
    if found is not None:
        return found.says("meaning", facts.words.language)
    kind = room if facts.words.has(f"report.method.defined_{room}") else "gone"
    return facts.words(f"report.method.defined_{kind}", name=short)


def _processes(facts: Facts) -> Iterator[Sentence]:
    """The shares that are read as a way of working, of five cases or more, with their intervals."""
    for name, question, where in PROCESSES:
        k, n = (facts.value(question, column, **where) for column in ("k", "n"))
        interval = facts.value(question, "low", "interval", **where)
        if interval.raw is not None:
            yield facts.say(f"method.process_{name}", k=k, n=n, interval=interval)
