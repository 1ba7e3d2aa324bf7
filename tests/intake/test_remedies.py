"""Every remedy that a message about a row gives is applied, and leads to a row that passes: none contradicts another.

A case is a table's header, the row that is wrong, and the row after each remedy; ``None`` is the row taken out, and
``{expected}`` stands for what the problem itself says would be right.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from cadence.checks.faults import UNREADABLE
from cadence.contract import load_contracts
from cadence.intake.publication import publish
from cadence.intake.steps import prepare
from cadence.problems import Problem
from cadence.store import Store
from cadence.words import languages, words_in
from tests.proving import sampled
from tests.store_tools import settings_for

TODAY = dt.date(2026, 11, 1)
BASE = {
    "networks": "network_id,name,starts_on\nn,N,2024-01-01\nother,O,2024-01-01\n",
    "cities": "city_id,network_id,name,country,joined_on\na,n,A,SN,2024-01-01\nb,other,B,ML,2024-01-01\n",
    "phases": "phase_id,network_id,position,name_en,name_fr,starts_on,ends_on\np,n,1,P,P,2024-01-01,2026-12-31\n",
    "milestones": "milestone_id,phase_id,position,name_en,name_fr\nm,p,1,M,M\nk,p,2,K,K\n",
    "progress": "city_id,milestone_id,baseline_on\na,m,2026-06-30\n",
    "decisions": "decided_on,subject,subject_id,decision,reason\n2026-02-05,city,b,rebaseline,r\n",
    "partners": "partner_id,name,sector,first_contact_on\nq,Q,ngo,2024-03-01\n",
    "partnerships": "partnership_id,partner_id,network_id,city_id,role,typology,starts_on\ns,q,n,a,funding,event_cohost,2024-04-01\n",
    "activities": "activity_id,network_id,held_on,kind\nx,n,2026-01-05,funding\n",
    "actions": "action_id,network_id,title,partners,cities,size,status\nt,n,T,q,a,small_test,pipeline\n",
    "indicators": "indicator_id,action_id,name_fr,name_en,level,unit,value_kind\ni,t,I,I,output,share,ratio\nj,t,J,J,output,x,stock\n",
}


class Case(NamedTuple):
    """One way to be wrong, and the way out of it."""

    table: str
    header: str
    bad: str
    mended: tuple[str | None, ...]


NET = "network_id,name,starts_on,funding_ends_on"
CITY = "city_id,network_id,name,country,joined_on,population,lat"
PROGRESS = "city_id,milestone_id,baseline_on,done_on,replanned_on,planned_on"
IND = "indicator_id,action_id,name_fr,name_en,level,unit,value_kind,target"
RES = "indicator_id,period_ends_on,actual,numerator,denominator"
ACT = "action_id,network_id,title,partners,cities,size,status,planned_start_on,planned_end_on,starts_on,ends_on,cost_programme,currency"
ACTIVITY = "activity_id,network_id,held_on,kind,partners,language"
CHECKIN = "city_id,held_on,sessions_due,sessions_attended,is_asking_for_help"
COMMITMENT = "commitment_id,city_id,what,role_of_owner,made_on,due_on,done_on"
AUDIENCE = "activity_id,segment,channel,persons,new_persons,method"
DECISION = "decided_on,subject,subject_id,decision,reason"
RULE = "network_id,rule,value"
EXTRACT = "network_id,table_name,city_id,facts_until"
CASES: dict[str, list[Case]] = {
    "missing": [Case("cities", CITY, "c,n,,SN,2024-01-01,,", ("c,n,{expected},SN,2024-01-01,,", None))],
    "not_a_date": [Case("cities", CITY, "c,n,C,SN,soon,,", ("c,n,C,SN,{expected},,",))],
    "not_a_number": [
        Case("indicators", IND, "z,t,Z,Z,output,x,stock,about 12", ("z,t,Z,Z,output,x,stock,12", "z,t,Z,Z,output,x,stock,")),
        Case("indicators", IND, "z,t,Z,Z,output,x,stock,minus 500", ("z,t,Z,Z,output,x,stock,-500",)),
        Case("results", RES, "j,2026-01-31,9 400 €,,", ("j,2026-01-31,9400,,",)),
    ],
    "other_unit": [
        Case("indicators", IND, "z,t,Z,Z,output,EUR,stock,9 400 FCFA", ("z,t,Z,Z,output,EUR,stock,14.33", "z,t,Z,Z,output,XOF,stock,9400", "z,t,Z,Z,output,XOF,stock,9 400 FCFA")),
    ],
    "percentage": [
        Case("indicators", IND, "z,t,Z,Z,output,x,stock,80 %", ("z,t,Z,Z,output,x,stock,{expected}",)),
        Case("results", RES, "j,2026-01-31,80 %,,", ("j,2026-01-31,{expected},,", "j,2026-01-31,80,,")),
    ],
    "percentage_of_count": [
        Case("audience", AUDIENCE, "x,elected,on_site,80 %,,sign_in", ("x,elected,on_site,80,,sign_in", None))
    ],
    "not_whole": [Case("audience", AUDIENCE, "x,elected,on_site,about 8,,sign_in", ("x,elected,on_site,8,,sign_in", None))],
    "not_yes_or_no": [Case("checkins", CHECKIN, "a,2026-01-05,1,1,perhaps", ("a,2026-01-05,1,1,yes", "a,2026-01-05,1,1,no", "a,2026-01-05,1,1,"))],
    "not_allowed": [Case("activities", ACTIVITY, "y,n,2026-01-05,party,,", tuple(f"y,n,2026-01-05,{words_in(language).code('kind', kind)},," for kind in load_contracts()["activities"].column("kind").enum for language in languages())), Case("partners", "partner_id,name,sector", "r,R,Association", ("r,R,{near}",))],
    "not_a_country": [Case("cities", CITY, "c,n,C,Utopia,2024-01-01,,", ("c,n,C,{expected},2024-01-01,,", "c,n,C,Sénégal,2024-01-01,,", "c,n,C,Senegal,2024-01-01,,"))],
    "not_a_currency": [Case("actions", ACT, "u,n,U,q,a,small_test,pipeline,2026-01-01,,,,5,shells", ("u,n,U,q,a,small_test,pipeline,2026-01-01,,,,5,{expected}",))],
    "not_a_language": [Case("activities", ACTIVITY, "y,n,2026-01-05,funding,,Klingonese", ("y,n,2026-01-05,funding,,{expected}", "y,n,2026-01-05,funding,,French"))],
    "not_a_timezone": [Case("networks", "network_id,name,starts_on,timezone", "z,Z,2024-01-01,Africa/Dakkar", ("z,Z,2024-01-01,{expected}",))],
    "formula_error": [Case("indicators", IND, "z,t,Z,Z,output,x,stock,#REF!", ("z,t,Z,Z,output,x,stock,3", "z,t,Z,Z,output,x,stock,"))],
    "too_small": [Case("audience", AUDIENCE, "x,elected,on_site,-1,,sign_in", ("x,elected,on_site,1,,sign_in", None))],
    "too_large": [Case("cities", CITY, "c,n,C,SN,2024-01-01,,95", ("c,n,C,SN,2024-01-01,,15", "c,n,C,SN,2024-01-01,,"))],
    "not_above": [Case("milestones", "milestone_id,phase_id,position,name_en,name_fr,weight", "z,p,3,Z,Z,0", ("z,p,3,Z,Z,1", "z,p,3,Z,Z,"))],
    "period_order": [Case("networks", NET, "z,Z,2026-01-01,2024-01-01", ("z,Z,2024-01-01,2026-01-01",))],
    "no_name": [Case("milestones", "milestone_id,phase_id,position,name_en,name_fr", "z,p,3,,", ("z,p,3,Z,", "z,p,3,,Z"))],
    "step_of_which_network": [Case("milestones", "milestone_id,phase_id,position,name_en", "z,,3,Z", ("z,p,3,Z",))],
    "planned_period_order": [Case("actions", ACT, "u,n,U,q,a,small_test,pipeline,2026-06-01,2026-01-01,,,,", ("u,n,U,q,a,small_test,pipeline,2026-01-01,2026-06-01,,,,",))],
    "cost_needs_currency": [Case("actions", ACT, "u,n,U,q,a,small_test,pipeline,2026-01-01,,,,5,", ("u,n,U,q,a,small_test,pipeline,2026-01-01,,,,5,EUR", "u,n,U,q,a,small_test,pipeline,2026-01-01,,,,5,XOF"))],
    "new_above_persons": [Case("audience", AUDIENCE, "x,elected,on_site,3,5,sign_in", ("x,elected,on_site,5,3,sign_in", "x,elected,on_site,5,5,sign_in"))],
    "attended_above_due": [Case("checkins", CHECKIN, "a,2026-01-05,3,9,no", ("a,2026-01-05,9,3,no", "a,2026-01-05,9,9,no"))],
    "need_met_before_expressed": [Case("needs", "city_id,role,priority,expressed_on,met_on", "a,funding,1,2026-03-01,2026-01-01", ("a,funding,1,2026-01-01,2026-03-01",))],
    "commitment_due_before_made": [Case("commitments", COMMITMENT, "x,a,W,R,2026-03-01,2026-01-01,", ("x,a,W,R,2026-01-01,2026-03-01,",))],
    "commitment_kept_before_made": [Case("commitments", COMMITMENT, "x,a,W,R,2026-03-01,2026-04-01,2026-01-01", ("x,a,W,R,2026-01-01,2026-04-01,2026-03-01", "x,a,W,R,2026-03-01,2026-04-01,"))],
    "half_a_ratio": [Case("results", RES, "i,2026-01-31,,1,", ("i,2026-01-31,,1,2", None)), Case("results", RES, "j,2026-01-31,3,1,", ("j,2026-01-31,3,1,2", "j,2026-01-31,3,,"))],
    "denominator_zero": [Case("results", RES, "i,2026-01-31,,0,0", ("i,2026-01-31,,0,4", None))],
    "ratio_without_parts": [Case("results", RES, "i,2026-01-31,5,,", ("i,2026-01-31,,1,2", None))],
    "done_after_upload": [Case("progress", PROGRESS, "a,k,2026-06-30,2027-01-01,,", ("a,k,2026-06-30,,,", "a,k,2026-06-30,,,2027-01-01"))],
    "baseline_changed": [Case("progress", PROGRESS, "a,m,2026-09-30,,,", ("a,m,{expected},,,", "a,m,{expected},,,2026-09-30"))],
    "rebaseline_needs_reason": [Case("decisions", DECISION, "2026-01-05,city,a,rebaseline,", ("2026-01-05,city,a,rebaseline,r",))],
    "earlier_plan_without_decision": [Case("earlier_plans", "city_id,milestone_id,decided_on,earlier_on", "b,m,2026-01-05,2026-06-01", ("b,m,2026-02-05,2026-06-01",))],
    "milestone_of_another_network": [Case("progress", PROGRESS, "b,m,2026-06-30,,,", ("a,m,2026-06-30,,,",))],
    "unknown_reference": [Case("activities", ACTIVITY, "y,n,2026-01-05,funding,q;r,", ("y,n,2026-01-05,funding,q,",))],
    "stage_before_first_contact": [Case("stages", "partnership_id,stage,entered_on", "s,contacted,2024-01-01", ("s,contacted,2024-05-01",))],
    "unknown_subject": [Case("decisions", "decision_id,subject,subject_id,decided_on,decision,reason", "d,city,zzz,2026-01-05,continue,r", ("d,city,a,2026-01-05,continue,r", "d,action,t,2026-01-05,continue,r"))],
    "rule_whole": [Case("rules", RULE, "n,behind_days,45.5", ("n,behind_days,45",))],
    "rule_of_no_network": [Case("rules", RULE, "zzz,behind_days,45", ("n,behind_days,45", "*,behind_days,45"))],
    "name_of_no_network": [Case("names", "network_id,thing,name,code", "zzz,city,Ay,a", ("n,city,Ay,a", "*,city,Ay,a"))],
    "extract_of_no_network": [Case("extracts", EXTRACT, "zzz,progress,*,2026-01-05", ("n,progress,*,2026-01-05",))],
    "extract_of_one_city": [Case("extracts", EXTRACT, "n,actions,a,2026-01-05", ("n,actions,*,2026-01-05", "n,progress,a,2026-01-05"))],
    "extract_of_no_city": [Case("extracts", EXTRACT, "n,progress,zzz,2026-01-05", ("n,progress,a,2026-01-05", "n,progress,*,2026-01-05"))],
    "looks_like_subtotal": [Case("checkins", CHECKIN, "Moyenne,,3,2,", (None, "a,2026-01-05,3,2,")), Case("checkins", CHECKIN, "Sous-total a,2026-01-05,3,2,", ("a,2026-01-05,3,2,",))],
    "duplicate_key": [Case("partners", "partner_id,name,sector", "r,R,ngo\nr,R2,ngo", ("r,R,ngo", "r,R,ngo\nr2,R2,ngo"))],
}  # fmt: skip
# These are about a row beside another, or are notes: their remedy is to mend that other row, or nothing.
ABOUT_OTHER_ROWS = {
    "repeated_row", "parent_set_aside", "key_in_other_file", "grew_from_cycle", "still_referenced", "published_kept",
    "nothing_removed", "step_of_no_network",
}  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("remedies")
    opened = Store.open(settings_for(folder / "store"))
    files = []
    for name, text in BASE.items():
        files.append(folder / f"{name}.csv")
        files[-1].write_text(text, encoding="utf-8")
    with prepare(files, opened, upload_day=TODAY) as ready:
        assert not ready.is_refused and not ready.set_aside, ready.problems()
        publish(ready, message="m", author="A")
    yield opened
    opened.close()


def problems(store: Store, folder: Path, case: Case, row: str) -> list[Problem]:
    path = folder / f"{case.table}.csv"
    path.write_text(f"{case.header}\n{row}\n", encoding="utf-8")
    with prepare([path], store, upload_day=TODAY) as ready:
        return [p for p in ready.problems() if p.severity != "note"]


@sampled("code", [code for code, cases in CASES.items() if cases], 3)
def test_every_remedy_leads_to_a_row_that_passes(code: str, store: Store, tmp_path: Path) -> None:
    for case in CASES[code]:
        found = problems(store, tmp_path, case, case.bad)
        assert code in {one.code for one in found}, found
        wrong = next(one for one in found if one.code == code)
        for mended in case.mended:
            if mended is not None:
                near = words_in("fr").code(wrong.field or "", wrong.near)
                row = mended.replace("{expected}", wrong.expected or "?").replace("{near}", near)
                assert problems(store, tmp_path, case, row) == [], row


def test_every_code_of_a_row_has_a_case_and_every_contract_can_give_it() -> None:
    contracts = load_contracts().values()
    rules = {rule.code for c in contracts for rule in (*c.rules, *c.cross_rules)}
    lists = {f"not_a_{field.codelist}" for c in contracts for field in c.fields if field.codelist}
    cells = {
        *UNREADABLE.values(),
        *lists,
        "formula_error",
        "missing",
        "percentage",
        "percentage_of_count",
        "other_unit",
    }
    bounds = {"too_small", "too_large", "not_above"}
    assert rules | cells | bounds | {"unknown_reference", "duplicate_key"} <= CASES.keys() | ABOUT_OTHER_ROWS
    has_exclusive = any(field.exclusive_minimum is not None for c in contracts for field in c.fields)
    assert has_exclusive == bool(CASES["not_above"]), "a contract with a limit of that kind needs a case"


@pytest.mark.parametrize("language", languages())
def test_no_remedy_says_to_leave_empty_what_may_not_be_empty(language: str) -> None:
    words = words_in(language)
    empty, where = {
        "en": ("leave the cell empty", "where the column may be empty"),
        "fr": ("cellule vide", "peut l’être"),
    }[language]
    for code in CASES:
        mend = str(words.sentences[f"problems.{code}.mend"])
        assert empty not in mend or where in words(
            f"problems.{code}.mend",
            line="1",
            column="c",
            found="f",
            expected="e",
            table="t",
            file="f",
            expected_title="e",
            table_title="t",
        ), code
