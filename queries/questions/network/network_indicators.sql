-- meaning: Indicators of the joint actions of the chosen member cities, with what was reached and the target.
-- meaning_fr: Indicateurs des actions conjointes des villes membres choisies, avec ce qui a été atteint et la cible.
-- grain: one row per indicator
-- grain_fr: une ligne par indicateur
-- counting: Of a city: its own indicators, and those without a city of the actions it takes part in. Without a choice
--   of cities, all of them.
-- counting_fr: D'une ville : ses propres indicateurs, et ceux sans ville des actions auxquelles elle prend part. Sans
--   choix de villes, tous.
-- source: IATI results guidance
-- source_fr: guide IATI sur les résultats
-- table: indicators
-- traces: action_indicators
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column action: text, title of the joint action
-- column city: name, of the city of the network whose name ends the indicator's name; null when there is none, or two
--   cities of that name
-- column actual: number, reached by the data date in the indicator's unit, counted by its kind of value; null when
--   nothing was reported
-- column achievement: ratio, way from baseline to target, without a baseline actual over target; null when label is
--   qualitative, no_result, no_target, not_applicable or target_behind
-- column label: code, achieved, partly, no_change or worse, or what the ratio lacks: qualitative, no_result, no_target,
--   no_baseline, not_applicable (no way between baseline and target) or target_behind
-- column is_at_target: yes or no, whether it stands at its target or beyond in its own direction; null when
--   qualitative, without a target, without a result or before its target is due
select
    found.indicator_id,
    found.action_id,
    action.title as action,
    found.city,
    found.name_fr,
    found.name_en,
    found.level,
    found.unit,
    found.value_kind,
    found.is_ascending,
    found.baseline,
    found.actual,
    found.target,
    found.target_on,
    found.achievement,
    found.label,
    found.is_at_target
from achievements_now as found
join action_facts as action using (action_id)
where
    not has_city_choice($cities, $countries, $themes)
    or is_in_cities(
        (
            select coalesce(list(city_id), []) from members_now
            where is_member and chosen($cities, city_id) and chosen($countries, country) and chosen($themes, theme)
        ),
        found.city_id,
        action.cities
    )
order by action.title, found.action_id, found.indicator_id
