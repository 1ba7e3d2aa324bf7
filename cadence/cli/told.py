"""What a command says of files on their way in: how they were read, what is wrong, what is asked, what came of it."""

from __future__ import annotations

from cadence.cli.console import say
from cadence.contract import load_contracts
from cadence.intake.asked import open_questions
from cadence.intake.asked_sheets import what_is_wrong
from cadence.intake.preparation import Preparation
from cadence.intake.recipe import load_recipes
from cadence.intake.recognised import Recognised
from cadence.problems import Cause, Fact, causes
from cadence.store import Publication
from cadence.words import Words

PROBLEMS_SHOWN = 50
PROBLEMS_READ = 20_000  # of each table; those with one cause are said once
# The option that gives an answer, where it is not called as the question is.
OPTIONS = {
    ("codes", "same"): "--same-codes",
    ("codes", "new"): "--new-codes",
    ("set_aside", "yes"): "--set-aside",
    ("empty_cells", "yes"): "--empty-cells",
}


def say_preparation(preparation: Preparation, words: Words) -> None:
    """What each file was taken for and how it was read; its problems, each cause once; the questions that are open."""
    for source in preparation.sources:
        if source.twin is not None:
            say(f"{source.name}: {Fact('same_file', {'name': source.twin}).says(words)}")
    for part in preparation.parts:
        about = about_title(part.recognition, words) if part.recognition else words("commands.check.unknown")
        say(words("commands.check.part", name=part.reading.name, about=about, n=part.reading.rows))
        for fact in part.facts:
            say(f"  {fact.says(words)}")
    found = causes(preparation.problems(PROBLEMS_READ))
    for cause in found[:PROBLEMS_SHOWN]:
        say(_said_once(cause, words))
    if len(found) > PROBLEMS_SHOWN:
        say(words("commands.check.more"))
    say_recipe_questions(preparation, words)
    for place, source in enumerate(preparation.sources):
        for one in open_questions(preparation, place):
            say(f"{source.name}: {one.asks(words)}")
            for answer in one.answers:
                say(f"  {OPTIONS.get((one.key, answer), f'--{one.key} {answer}')}: {one.label(answer, words)}")


def say_recipe_questions(preparation: Preparation, words: Words) -> None:
    """What the recipes of foreign sheets still ask, each with the answer that is guessed."""
    for found in preparation.foreign:
        wrong = what_is_wrong(found.draft.questions, found.draft.unread, words)
        for question in found.draft.questions:
            say(words(f"recipes.questions.{question.code}", **question.blanks))
            for sentence in (said for key, said in wrong.items() if f"{key}.".startswith(f"{question.key}.")):
                say(f"  {sentence}")
            for key, guess in [(one.name, one.guess) for one in question.items] or [("", question.guess)]:
                name = f"{question.key}.{key}" if key else question.key
                say(f'  --answer "{name}={guess}"')


def _said_once(cause: Cause, words: Words) -> str:
    """A problem with its place and its remedy; where it stands in several rows, which ones."""
    problem = cause.problem
    table = load_contracts()[problem.table].title[words.language] if problem.table in load_contracts() else None
    place = " › ".join(filter(None, (problem.file, table)))
    said = (
        f"{place}: {problem.says(words)} {problem.mend(words)}"
        if place
        else f"{problem.says(words)} {problem.mend(words)}"
    )
    if len(cause.lines) < 2:
        return said
    return f"{said} {words('commands.check.rows', n=len(cause.lines), rows=cause.rows())}"


def about_title(found: Recognised, words: Words) -> str:
    """What a part was taken for, as a reader calls it: the title of a table, or of a recipe."""
    known = load_recipes() if found.kind == "recipe" else load_contracts()
    return known[found.about].title[words.language] if found.about in known else found.about


def say_publication(publication: Publication | None, words: Words) -> None:
    """What was published, table by table."""
    if publication is None:
        say(words("commands.publish.nothing"))
        return
    say(words("commands.publish.done", number=str(publication.number)))
    for table, c in publication.changes.items():
        if c:
            say(words("commands.publish.table", table=table, added=c.added, changed=c.changed, removed=c.removed))
