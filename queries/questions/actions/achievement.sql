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
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
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
