"""Outcomes against target."""

from __future__ import annotations

from cadence.answers.answer import Answer
from cadence.cards.outcomes import value
from cadence.charts import impact
from cadence.contract.ladders import load_ladders
from cadence.report.facts import Facts
from cadence.report.model import Block, Chapter
from cadence.report.small_cells import withhold_results

COLUMNS = ("indicator", "level", "baseline_said", "actual_said", "target_said", "achievement", "evidence_grade")


def chapter(facts: Facts) -> Chapter:
    """How many indicators are at their target, by level; then each of them."""
    topic = facts.words("report.topics.outcomes")
    indicators, k, n = (facts.value("achievement_summary", column) for column in ("indicators", "k", "n"))
    if not n.raw:
        return facts.chapter_without("outcomes", "by_level")
    title = facts.say("outcomes.title", k=k, n=n)
    without = facts.value("achievement_summary", "without_result")
    results = facts.value("achievement_by_level", "with_result", "sum")
    evidence = facts.value("achievement_by_level", "with_evidence", "sum")
    has_evidence = "evidence_all" if evidence.raw == results.raw else "evidence"
    every = indicator_rows(facts)
    main = every.of(every.frame[every.frame["level"] == "impact"])
    blocks: list[Block] = [
        facts.paragraph(
            facts.say("outcomes.counted", indicators=indicators, n=n),
            facts.say("outcomes.at_target", k=k),
            facts.say("outcomes.without", n=without) if without.raw else None,
            facts.say(f"outcomes.{has_evidence}", k=evidence, n=results),
        ),
        *facts.draw(impact.by_level, facts.ask("achievement_by_level"), "joint_actions",
                   ("level", "k", "n")),
        facts.paragraph(facts.say("outcomes.reading")),
    ]  # fmt: skip
    if not main.is_empty:
        of_impact = facts.value("achievement", "indicator_id", "count", level="impact")
        blocks.append(facts.table("impacts", main, COLUMNS, "joint_actions", of_impact))
    brief = title if n.raw == 1 else facts.say("outcomes.brief", k=k, n=n)
    return Chapter("outcomes", topic, title, tuple(blocks), brief)


def annex(facts: Facts) -> Chapter:
    """Every indicator, one by one."""
    rows = facts.value("achievement", "indicator_id", "count")
    block = facts.table("indicators", indicator_rows(facts), COLUMNS, "joint_actions")
    return Chapter("indicators", facts.words("report.topics.indicators"), facts.say("outcomes.all", n=rows), (block,))


def indicator_rows(facts: Facts) -> Answer:
    """The indicators, values in their unit, those that matter most to people first."""
    answer = facts.ask("achievement")
    safe = withhold_results(answer.frame, facts.limit)
    rows = safe.to_dict("records")
    said = safe.assign(indicator=facts.words.own_texts(safe))
    for part in ("baseline", "actual", "target"):
        texts = [value(facts.words, row[part], row["unit"]) for row in rows]
        said[f"{part}_said"] = [
            facts.words("report.withheld") if row["actual_withheld"] and part != "target" else text
            for row, text in zip(rows, texts, strict=True)
        ]
    said["rank"] = said["level"].map({level: -rank for rank, level in enumerate(load_ladders()["result_level"].levels)})
    said = said.sort_values(["rank", "achievement"], ascending=[True, False], kind="stable").drop(columns="rank")
    return answer.of(said)
