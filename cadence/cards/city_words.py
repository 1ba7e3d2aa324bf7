"""What the City page says in words: its key figures, and the conversation its signs may call for."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cadence.answers.answer import Answer
from cadence.cards.card import Card
from cadence.words import Words

# Why a city that joined has no pace: nothing is agreed with it (any more).
UNPLANNED = ("no_plan", "all_dropped")
# What a card says: value and note.
Said = tuple[str, str]
LATE = ("overdue", "done_late")
DECISION_COLUMNS = ("decided_on", "subject", "subject_name", "decision", "reason", "role_of_decider")
ACTION_COLUMNS = ("title", "size", "state", "starts_on", "ends_on", "decision", "partner_names", "lesson")
ACTIVITY_COLUMNS = ("held_on", "kind", "title", "partner_names")
CONTACT_COLUMNS = ("held_on", "sessions_attended", "sessions_due", "is_asking_for_help", "note")
NEED_COLUMNS = ("role", "priority", "expressed_on", "is_met", "partner")
COMMITMENT_COLUMNS = ("what", "role_of_owner", "made_on", "due_on", "done_on")
LATE_COLUMNS = ("late_step", "state", "baseline_on", "replanned_on", "done_on", "days_late", "what_is_noted")
PHASE_COLUMNS = ("phase", "phase_state", "ends_on", "expectation", "steps_reached")
QUESTIONS = ("cause", "temporary", "support", "theme")


# The column that a card says, where it is one.
FIGURES = {"gap": "sv_days", "partners": "active_partners"}


def figures(profile: Answer, adherence: Answer, needs: Answer, words: Words) -> list[Card]:
    """Cards of pace, gap, end, next step and partners, of one row of ``city_profile``."""
    city = profile.frame.iloc[0]
    rows = adherence.frame
    own = rows[rows["city_id"] == city["city_id"]]["adherence_share"].dropna()
    said = {
        "status": _status(city, words),
        "gap": _gap(city, own, words),
        "end": _end(city, words),
        "next": _next(city, words),
        "partners": (words.number(city["active_partners"]), _needs(needs.frame, words)),
    }
    return [Card(profile, label, value, "", note, FIGURES.get(label, "")) for label, (value, note) in said.items()]


def status_said(cities: pd.DataFrame) -> pd.Series:
    """The status of each city as a reader meets it: one without any plan is no plan that "has not begun"."""
    has_no_plan = (cities["status"] == "not_started") & cities["pace_why"].isin(UNPLANNED)
    return cities["status"].mask(has_no_plan, "no_plan")


def _needs(needs: pd.DataFrame, words: Words) -> str:
    return words("pages.city.needs_met", k=int(needs["is_met"].sum()), n=len(needs)) if len(needs) else ""


def _why(city: pd.Series, key: str, words: Words) -> str:
    return "" if pd.isna(city[key]) else words(f"why.{city[key]}")


def _status(city: pd.Series, words: Words) -> Said:
    """Where the city stands; a city without a plan stands nowhere, and a city that joined is not "not begun"."""
    if city["status"] == "not_started" and city["pace_why"] in UNPLANNED:
        return "", words(f"why.{city['pace_why']}")
    if city["status"] == "not_judged":
        return words("pages.city.not_judged"), words(f"why.{city['pace_why']}")
    return words.code("status", city["status"]), _status_note(city, words)


def _status_note(city: pd.Series, words: Words) -> str:
    """Why there is no status, or what beside the gap makes it: steps overdue, steps that do not count."""
    said = []
    if city["overdue_steps"] and city["status"] in ("watch", "behind"):
        said.append(words("pages.city.overdue_steps", n=int(city["overdue_steps"])))
    if city["unagreed_steps"] and pd.isna(city["pace_why"]):
        said.append(words("pages.city.unagreed_steps", n=int(city["unagreed_steps"])))
    return " · ".join(said) or _why(city, "pace_why", words)


def _gap(city: pd.Series, adherence: pd.Series, words: Words) -> Said:
    if pd.isna(city["sv_days"]):
        return "", _why(city, "pace_why", words)
    gap = words.gap(city["sv_days"])
    if city["is_at_most"]:
        gap = words(f"pages.city.{'at_most' if city['sv_days'] < 0 else 'at_least'}", gap=gap)
    return gap, _gap_note(city, adherence, words)


def _gap_note(city: pd.Series, adherence: pd.Series, words: Words) -> str:
    """The gap with agreed pauses counted, else how much of the work is the work planned first."""
    if city["paused_days"] and not pd.isna(city["adjusted_sv_days"]):
        return words("pages.city.gap_with_pauses", gap=words.gap(city["adjusted_sv_days"]))
    return words("pages.city.gap_right", share=float(adherence.iloc[0])) if len(adherence) else ""


def _end(city: pd.Series, words: Words) -> Said:
    """The forecast as a range of months or the day it was done, beside the end agreed; or why there is none."""
    if city["status"] == "left":
        return "", words("why.left")
    if not pd.isna(city["forecast_why"]):
        return "", words(f"why.{city['forecast_why']}")
    return _forecast(city, words), _end_note(city, words)


def _forecast(city: pd.Series, words: Words) -> str:
    first, last = sorted([city["forecast_end_planned_on"], city["forecast_end_trend_on"]])
    if city["status"] == "completed":
        return words("pages.city.end_done", day=last.date())
    months = [words.month(day.date()) for day in (first, last)]
    if months[0] == months[1]:
        return months[0]
    return words("pages.city.end_range", first=months[0], last=months[1])


def _end_note(city: pd.Series, words: Words) -> str:
    if pd.isna(city["planned_days"]):
        return ""
    agreed = city["joined_on"] + pd.Timedelta(days=int(city["planned_days"]))
    return words("pages.city.end_agreed", day=agreed.date())


def _next(city: pd.Series, words: Words) -> Said:
    if not city["steps"]:
        return "", words("charts.city_steps.empty")
    done = words("pages.city.next_done", k=int(city["steps_done"]), n=int(city["steps"]))
    if city["status"] == "left":
        return "", words("why.left")
    if city["steps_done"] == city["steps"]:
        return words("pages.city.next_none"), done
    is_dated = not pd.isna(city["next_on"])
    due = words("pages.city.next_on", day=city["next_on"].date()) if is_dated else words("pages.city.next_undated")
    return words.own_text(city.to_dict(), "next"), f"{due} · {done}"


def late_steps(steps: Answer, words: Words) -> Answer:
    """Of ``journey_grid`` the steps that are overdue or were done late, the longest late first, with what is noted."""
    rows = steps.frame
    late = rows[rows["state"].isin(LATE)].sort_values("days_late", ascending=False, kind="stable")
    return steps.of(
        late.assign(late_step=words.own_texts(late), replanned_on=late["planned_on"], what_is_noted=late["note"])
    )


def with_expectation(phases: Answer, words: Words) -> Answer:
    """``phase_standing`` with names and expectations in words, and the steps done as ``k of n``."""
    rows = phases.frame
    reached = [
        "" if pd.isna(row["steps"]) else words.k_of_n(int(row["steps_done"]), int(row["steps"]))
        for row in phases.rows()
    ]
    return phases.of(
        rows.assign(
            phase=words.own_texts(rows),
            expectation=words.own_texts(rows, "expectation"),
            steps_reached=reached,
            steps_reached_why=rows["steps_done_why"],
        )
    )


def origin(profile: Answer, words: Words) -> str:
    """Who the city is, and whether and why it left, in one line."""
    city = profile.frame.iloc[0]
    joined = city["joined_on"].date()
    said = words("pages.city.joined", name=city["name"], country=words.country(city["country"]), day=joined)
    if city["has_left"]:
        key = "left_unsaid" if pd.isna(city["left_reason"]) else "left"
        said += " · " + words(f"pages.city.{key}", day=city["left_on"].date(), reason=city["left_reason"])
    return said


@dataclass(frozen=True)
class Conversation:
    """The close-down conversation of one city: heading, the three signs, the questions, how to record the outcome."""

    heading: str
    signs: tuple[str, ...]
    questions: tuple[str, ...]
    record: str
    is_open: bool


def conversation(signals: Answer, words: Words) -> Conversation | None:
    """The conversation of one row of ``close_down`` when its signs call for it, else None."""
    if signals.is_empty or not signals.frame.iloc[0]["is_due"]:
        return None
    city = signals.frame.iloc[0]
    if city["is_open"]:
        heading = words("pages.city.talk.open", k=int(city["signals"]))
    else:
        said = words.code("decision", city["decision"])
        heading = words("pages.city.talk.answered", day=city["decided_on"].date(), decision=said)
    asked = tuple(words(f"pages.city.talk.{question}") for question in QUESTIONS)
    record = words("pages.city.talk.record")
    return Conversation(heading, _signs(city, words), asked, record, bool(city["is_open"]))


def _signs(city: pd.Series, words: Words) -> tuple[str, ...]:
    late = words("pages.city.talk.late", k=int(city["overdue"]))
    if pd.isna(city["attendance_share"]):
        present = words("pages.city.talk.no_sessions")
    else:
        k, n, share = int(city["sessions_attended"]), int(city["sessions_due"]), float(city["attendance_share"])
        present = words("pages.city.talk.absent", k=k, n=n, share=share)
    if city["has_asked_for_help"]:
        return late, present, words("pages.city.talk.help", day=city["asked_on"].date())
    return late, present, words("pages.city.talk.no_help")
