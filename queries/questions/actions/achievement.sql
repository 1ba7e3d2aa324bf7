-- meaning: Each indicator with its action, its baseline, what was reached and its target.
-- meaning_fr: Chaque indicateur avec son action, sa valeur initiale, ce qui a été atteint et sa cible.
-- grain: one row per indicator
-- grain_fr: une ligne par indicateur
-- formula: (actual − baseline) / (target − baseline); without a baseline actual / target
-- formula_fr: (réel − initial) / (cible − initial) ; sans valeur initiale réel / cible
-- counting: Furthest from the target first; indicators without an achievement last, each with the reason.
-- counting_fr: Les plus éloignés de la cible d'abord ; ceux sans taux d'atteinte à la fin, chacun avec sa raison.
-- source: IATI results guidance
-- source_fr: guide IATI sur les résultats
-- rows: indicator_results
-- table: indicators
-- mark: indicator_id = answer.indicator_id
-- trace actual: reached(
--   answer.value_kind, answer.unit, answer.baseline, answer.target, period_ends_on, actual, numerator, denominator,
--   comment)
-- trace achievement: any_value(achievement(baseline, actual, target)) filter (
--   label not in ('qualitative', 'target_behind')) from indicator_achievement where indicator_id = answer.indicator_id
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column action: text, title of the joint action
-- column state: code, what the action is doing at the data date: planned, running, suspended, concluded or cancelled
-- column city_id: code, the city of the network whose name ends the indicator's name; null when there is none, or two
--   cities of that name
-- column city: name, of that city; null when city_id is
-- column measure_fr: name, of the indicator in French without the city at its end
-- column measure_en: name, of the indicator in English without the city at its end
-- column actual: number, reached by the data date in the indicator's unit, counted by its kind of value; null when
--   nothing was reported
-- column achievement: ratio, way from baseline to target, without a baseline actual over target; null when label is
--   qualitative, no_result, no_target, not_applicable or target_behind
-- column label: code, achieved, partly, no_change or worse, or what the ratio lacks: qualitative, no_result, no_target,
--   no_baseline, not_applicable (no way between baseline and target) or target_behind
-- column is_at_target: yes or no, whether it stands at its target or beyond in its own direction; null when
--   qualitative, without a target, without a result or before its target is due
-- column newest_on: date, end of the newest period with a value or a comment; null without any
-- column evidence_grade: code, strength of the evidence of the newest period that states it: claim, document or
--   third_party; null without any
select
    found.indicator_id,
    found.action_id,
    action.title as action,
    action.size,
    action_state(action.status, action.starts_on, action.ended_on, $data_date::date) as state,
    found.city_id,
    found.city,
    found.name_fr,
    found.name_en,
    found.measure_fr,
    found.measure_en,
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
    found.is_at_target,
    found.newest_on,
    found.evidence_grade
from achievements_now as found
join action_facts as action using (action_id)
where
    is_in_cities($cities, found.city_id, action.cities)
    and ($partners is null or list_has_any(action.partners, $partners))
    and ($measure is null or found.measure_en = $measure)
    and ($action is null or found.action_id = $action)
order by found.achievement nulls last, found.indicator_id
