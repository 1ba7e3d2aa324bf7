-- meaning: Every indicator of the chosen joint actions, wherever it is measured, with what was reached and its target.
-- meaning_fr: Chaque indicateur des actions conjointes choisies, où qu'il soit mesuré : ce qui a été atteint et
--   sa cible.
-- grain: one row per indicator
-- grain_fr: une ligne par indicateur
-- counting: A choice of cities or partners is a choice of actions: an action comes with all of its indicators.
-- counting_fr: Choisir des villes ou des partenaires, c'est choisir des actions : une action vient avec tous ses
--   indicateurs.
-- source: IATI results guidance
-- source_fr: guide IATI sur les résultats
-- table: indicators
-- trace actual: reached(
--   answer.value_kind, answer.unit, answer.baseline, answer.target, period_ends_on, actual, numerator, denominator,
--   comment) from table results where indicator_id = answer.indicator_id and period_ends_on <= $data_date
-- trace achievement: any_value(achievement(baseline, actual, target)) filter (
--   label not in ('qualitative', 'target_behind')) from indicator_achievement where indicator_id = answer.indicator_id
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column action: text, title of the joint action
-- column is_tested_first: yes or no, whether a small test with a partner in common ended before the action began and
--   was to be scaled or repeated; null unless it is a scaled action that has begun
-- column actual: number, reached by the data date in the indicator's unit, counted by its kind of value; null when
--   nothing was reported
-- column achievement: ratio, way from baseline to target, without a baseline actual over target; null when label is
--   qualitative, no_result, no_target, not_applicable or target_behind
-- column label: code, achieved, partly, no_change or worse, or what the ratio lacks: qualitative, no_result, no_target,
--   no_baseline, not_applicable (no way between baseline and target) or target_behind
-- column is_at_target: yes or no, whether it stands at its target or beyond in its own direction; null when
--   qualitative, without a target, without a result or before its target is due
with stated as (
    select action_id, title, size,
        case
            when
                size = 'scaled'
                and action_state(status, starts_on, ended_on, $data_date::date) in ('running', 'concluded', 'suspended')
                then action_id in (
                    select scaled_id from scaling_pairs
                    where is_same_partner and decision_at(taken, $data_date::date).decision in ('scale', 'repeat')
                )
        end as is_tested_first
    from action_facts
    where
        network_id = $network
        and ($cities is null or list_has_any(cities, $cities))
        and ($partners is null or list_has_any(partners, $partners))
)

select
    found.indicator_id,
    found.action_id,
    stated.title as action,
    stated.size,
    stated.is_tested_first,
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
join stated using (action_id)
order by stated.title, found.action_id, found.indicator_id
