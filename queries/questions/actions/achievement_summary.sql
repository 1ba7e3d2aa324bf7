-- meaning: How many indicators of the joint actions stand at their target.
-- meaning_fr: Combien d'indicateurs des actions conjointes sont à leur cible.
-- grain: one row
-- grain_fr: une ligne
-- formula: k = indicators at their target or beyond, in their own direction; n = indicators with a target that is due
--   and a result
-- formula_fr: k = indicateurs à leur cible ou au-delà, dans leur propre sens ; n = indicateurs ayant une cible échue et
--   un résultat
-- counting: Indicators without a target, without a result yet or whose target is not due yet are in neither k nor n;
--   qualitative ones are not counted. A target without a day of its own is judged at any time.
-- counting_fr: Les indicateurs sans cible, encore sans résultat ou dont la cible n'est pas encore échue ne sont ni dans k
--   ni dans n ; les qualitatifs ne comptent pas. Une cible sans échéance se juge à tout moment.
-- rows: achievement
-- trace k: count(*) filter (is_at_target)
-- trace n: count(is_at_target)
-- trace indicators: count(*)
-- trace without_result: count(*) filter (label = 'no_result')
-- trace not_due_yet: count(*) filter (
--   target_on > $data_date_of_results and is_at_target(value_kind, is_ascending, actual, target) is not null)
-- trace without_target: count(*) filter (label = 'no_target')
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column k: count of indicators, of n that stand at their target or beyond
-- column n: count of indicators, with a target that is due and a result, the qualitative ones left out
-- column indicators: count of indicators, of every kind
-- column without_result: count of indicators, not qualitative, without a result by the data date
-- column not_due_yet: count of indicators, with a target and a result, whose target is not due by the data date
-- column without_target: count of indicators, not qualitative, with a result and no target
select
    count(*) filter (is_at_target) as k,
    count(is_at_target) as n,
    count(*) as indicators,
    count(*) filter (label = 'no_result') as without_result,
    count(*) filter (is_not_due_yet) as not_due_yet,
    count(*) filter (label = 'no_target') as without_target
from achievements_now as found
join action_facts as action using (action_id)
where
    is_in_cities($cities, found.city_id, action.cities)
    and ($partners is null or list_has_any(action.partners, $partners))
