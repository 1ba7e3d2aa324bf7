-- Joint actions and what came of them. Scalar macros first; then one table macro over contract tables, which counts
-- only what was known on the day asked for.

-- What a joint action is doing on a day. Suspended and cancelled carry no date of their own in the export, so they
-- hold from the start of the action on.
create or replace macro action_state(status, starts_on, ended_on, day) as
case
    when status = 'cancelled' and coalesce(ended_on, starts_on, day) <= day then 'cancelled'
    when ended_on <= day then 'concluded'
    when ended_on is null and starts_on is null and status = 'closed' then 'concluded'
    when starts_on > day then 'planned'
    when status = 'suspended' then 'suspended'
    when starts_on <= day then 'running'
    when status in ('implementation', 'finalisation') then 'running'
    else 'planned'
end;

-- The status of an action as far as is known: what begins after the last day known is planned, whatever it is called.
create or replace macro status_known(status, starts_on, told) as
if(starts_on > told and status <> 'cancelled', 'pipeline', status);

-- The decision about an action that was known on a day, as a struct with decision and decided_on; NULL when there was
-- none. One without a day of its own is known from the end of the action on, or at once where that has none either.
create or replace macro decision_at(taken, day) as
list_filter(taken, lambda one: coalesce(one.known_on <= day, true))[-1];

-- The end of an action: its own, or for one already closed without an end date, the planned one.
create or replace macro action_end(status, ends_on, planned_end_on) as
coalesce(ends_on, case when status in ('finalisation', 'closed') then planned_end_on end);

-- Share of the way from baseline to target (IATI results guidance); the same for a descending indicator.
create or replace macro achievement(baseline, actual, target) as
case
    when baseline is null then actual / nullif(target, 0)
    else (actual - baseline) / nullif(target - baseline, 0)
end;

-- Whether the target lies, from the baseline, the other way than the indicator should go: it was behind from the start,
-- and a share of the way towards it would call progress a failure.
create or replace macro is_target_behind(is_ascending, baseline, target) as
coalesce(if(coalesce(is_ascending, true), target < baseline, target > baseline), false);

-- What an achievement says in a word, or why it says nothing. Without a baseline actual / target is given, labelled.
create or replace macro achievement_label(value_kind, is_ascending, baseline, actual, target) as
case
    when value_kind = 'qualitative' then 'qualitative'
    when actual is null then 'no_result'
    when target is null then 'no_target'
    when baseline is null and target = 0 then 'not_applicable'
    when baseline is null then 'no_baseline'
    when target = baseline then 'not_applicable'
    when is_target_behind(is_ascending, baseline, target) then 'target_behind'
    when (actual - baseline) / (target - baseline) >= 1 then 'achieved'
    when (actual - baseline) / (target - baseline) > 0 then 'partly'
    when actual = baseline then 'no_change'
    else 'worse'
end;

-- Whether an indicator stands at its target or beyond, in the direction it declares. NULL when it cannot be said.
create or replace macro is_at_target(value_kind, is_ascending, actual, target) as
case
    when value_kind = 'qualitative' then null
    when coalesce(is_ascending, true) then actual >= target
    else actual <= target
end;

-- 100 when a ratio is exported as a percentage, else 1.
create or replace macro ratio_scale(reported_scale, unit, baseline, target) as
case
    when reported_scale is not null then if(abs(reported_scale - 100) < abs(reported_scale - 1), 100, 1)
    when unit like '%\%%' escape '\' and greatest(abs(coalesce(baseline, 0)), abs(coalesce(target, 0))) > 1 then 100
    else 1
end;

-- Whether an indicator belongs to chosen cities: by its own city where it has one, else by those of its action.
create or replace macro is_in_cities(chosen_cities, city_id, action_cities) as
chosen_cities::varchar[] is null
or if(city_id is not null, list_contains(chosen_cities, city_id), list_has_any(action_cities, chosen_cities));

-- An indicator whose name ends with a dash and the name of a city of the network is that measure taken in that city:
-- "Water points – Rwembaga". Its measure is the name without the city.
create or replace macro place_in(name) as
case when contains(name, ' – ') then regexp_extract(name, '^.* – (.+)$', 1) end;

create or replace macro measure_in(name, city) as
if(city is null, name, left(name, length(name) - length(' – ' || city)));

-- Evidence is what somebody else could check: at least a document.
create or replace macro is_evidence(grade) as coalesce(level_of('evidence_grade', grade) >= rung('evidence_grade', 'evidence'), false);

-- Whether a gain is a change: of a stock, and of a flow that should become smaller.
create or replace macro needs_baseline(value_kind, is_ascending) as value_kind = 'stock' or not coalesce(is_ascending, true);

-- What an indicator gained in the direction wanted: all of a flow that should grow, else the change since the baseline;
-- NULL when nothing went that way, or the baseline is not known.
create or replace macro gain(value_kind, is_ascending, baseline, actual) as
    nullif(greatest(
        case
            when not needs_baseline(value_kind, is_ascending) then actual
            when coalesce(is_ascending, true) then actual - baseline
            else baseline - actual
        end, 0
    ), 0);
