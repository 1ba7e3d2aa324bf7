"""Every form, declared: its table, what is asked, what is chosen first. A new one is a few lines here and its words
(``forms.<name>``); widgets, help and choices come from the contract of its table."""

from __future__ import annotations

from dataclasses import dataclass

from cadence.contract import codes


@dataclass(frozen=True)
class Form:
    """A form over one row of a table.

    picks: key fields chosen before the rest, where the page does not give them; with them the row is known, and what is
    published of it is shown. fields: what is asked then. today: days that begin as today. code: the key made from the
    fields ``named``, for what has a code of its own. beside: a table of rows below it, typed in a grid. about: what the
    sentence of the step names, beside picks and what the page gives.

    ``name_*`` is the name in the visitor's language; what is new is then called so in the other one too
    (cadence.checks.alike).
    """

    name: str
    table: str
    fields: tuple[str, ...]
    picks: tuple[str, ...] = ()
    today: tuple[str, ...] = ()
    code: str = ""
    named: tuple[str, ...] = ()
    beside: str = ""
    about: tuple[str, ...] = ()


FORMS = {
    form.name: form
    for form in (
        Form(
            "step",
            "progress",
            ("done_on", "planned_on", "is_dropped", "evidence_url", "evidence_grade", "note"),
            picks=("city_id", "milestone_id"),
            today=("done_on",),
        ),
        Form(
            "checkin",
            "checkins",
            ("held_on", "sessions_attended", "sessions_due", "is_asking_for_help", "note"),
            picks=("city_id",),
            today=("held_on",),
            about=("held_on",),
        ),
        Form(
            "need", "needs", ("priority", "expressed_on", "met_on"), picks=("city_id", "role"), today=("expressed_on",)
        ),
        Form(
            "decision",
            "decisions",
            ("decided_on", "decision", "reason", "role_of_decider"),
            picks=("subject", "subject_id"),
            today=("decided_on",),
            about=("decision",),
        ),
        Form(
            "activity",
            "activities",
            (
                "held_on",
                "kind",
                "title",
                "partners",
                "cities",
                "format",
                "hosted_by",
                "language",
                "message",
                "usefulness",
            ),
            today=("held_on",),
            code="activity_id",
            named=("title", "kind", "held_on"),
            beside="audience",
            about=("title", "held_on"),
        ),
        Form(
            "partner",
            "partners",
            ("name", "sector", "country", "website", "first_contact_on"),
            code="partner_id",
            named=("name",),
            about=("name",),
        ),
        Form(
            "partnership",
            "partnerships",
            (
                "partner_id",
                "role",
                "typology",
                "city_id",
                "purpose",
                "why",
                "how",
                "planned_on",
                "starts_on",
                "ends_on",
            ),
            code="partnership_id",
            named=("partner_id", "role", "city_id"),
            about=("partner_id", "role"),
        ),
        Form(
            "stage",
            "stages",
            ("entered_on", "stage"),
            picks=("partnership_id",),
            today=("entered_on",),
            about=("stage",),
        ),
        Form(
            "commitment",
            "commitments",
            ("what", "role_of_owner", "made_on", "due_on"),
            picks=("city_id",),
            today=("made_on",),
            code="commitment_id",
            named=("city_id", "what"),
            about=("what",),
        ),
        Form("kept", "commitments", ("done_on",), picks=("city_id", "commitment_id"), today=("done_on",)),
        Form(
            "note",
            "events",
            ("name_*", "starts_on", "ends_on", "kind", "city_id"),
            today=("starts_on",),
            code="event_id",
            named=("name_*",),
            about=("name_*",),
        ),
    )
}

# What is decided about a thing of each kind.
OF_TESTS = ("scale", "repeat", "stop")
OF_CITIES = tuple(code for code in codes("decisions", "decision") if code not in OF_TESTS)
DECISIONS = {"city": OF_CITIES, "partnership": ("continue", "replan", "pause", "end"), "action": OF_TESTS}
