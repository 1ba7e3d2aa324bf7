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

-- Every indicator of a network as known on a day: flow, the sum of its periods; stock, the last value; ratio, the sum
-- of numerators over the sum of denominators; qualitative, the number of periods reported. A ratio is written in the
-- scale of its own export: per hundred when its reported values, or its unit and target, are percentages.
create or replace macro achievements_at(of_network, day) as table
with known as (
    select
        indicator_id,
        sum(actual) as total,
        max_by(actual, period_ends_on) as latest,
        sum(numerator) filter (denominator is not null) as numerator,
        sum(denominator) filter (numerator is not null) as denominator,
        count(*) filter (actual is not null or comment is not null) as reports,
        max(period_ends_on) filter (coalesce(actual, numerator) is not null or comment is not null) as newest_on,
        max_by(evidence_grade, period_ends_on) as evidence_grade,
        max_by(actual * denominator / numerator, period_ends_on) filter (numerator <> 0) as reported_scale
    from results
    where period_ends_on <= day
    group by indicator_id
),

places as (
    -- Two cities of one name cannot be told apart here.
    select name, any_value(city_id) as city_id
    from cities
    where network_id = of_network
    group by name
    having count(*) = 1
),

valued as (
    select
        indicators.* exclude (_file, _line),
        places.city_id,
        places.name as city,
        measure_in(indicators.name_fr, if(place_in(indicators.name_fr) = places.name, places.name, null)) as measure_fr,
        measure_in(indicators.name_en, places.name) as measure_en,
        known.numerator,
        known.denominator,
        known.newest_on,
        known.evidence_grade,
        case indicators.value_kind
            when 'flow' then known.total
            when 'ratio' then ratio_scale(known.reported_scale, indicators.unit, indicators.baseline, indicators.target)
                * known.numerator / nullif(known.denominator, 0)
            when 'qualitative' then coalesce(known.reports, 0)
            else known.latest
        end as actual
    from indicators
    join actions on actions.action_id = indicators.action_id
    left join known on known.indicator_id = indicators.indicator_id
    left join places on places.name = place_in(indicators.name_en)
    where actions.network_id = of_network
)

select
    *,
    achievement_label(value_kind, is_ascending, baseline, actual, target) as label,
    case when label not in ('qualitative', 'target_behind') then achievement(baseline, actual, target) end as achievement,
    is_at_target(value_kind, is_ascending, actual, target) as is_at_target
from valued;
