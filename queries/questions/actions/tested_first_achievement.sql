-- meaning: Do scaled actions that were tested first reach their targets more often than the others?
-- meaning_fr: Les actions à grande échelle testées d'abord atteignent-elles plus souvent leurs cibles que les autres ?
-- grain: one row per group: tested_first, not_tested_first
-- grain_fr: une ligne par groupe : tested_first, not_tested_first
-- formula: n = scaled actions with a target that is due and a result, k = those at whose targets or beyond at least half of
--   these indicators stand
-- formula_fr: n = actions à grande échelle ayant une cible échue et un résultat, k = celles dont au moins la moitié de ces
--   indicateurs sont à leur cible ou au-delà
-- counting: Scaled actions begun by the data date; an action is one case, however many indicators it has. Few cases and no
--   random choice: a difference is a question, not a proof.
-- counting_fr: Actions à grande échelle commencées à la date des données ; une action est un cas, quel que soit le nombre de
--   ses indicateurs. Peu de cas et aucun tirage au sort : un écart est une question, pas une preuve.
-- source: Cadence's own definition
-- source_fr: définition propre à Cadence
-- known: actions
-- rows: action_lineages
-- rows: action_indicators
-- mark: size = 'scaled' and is_tested_first = (answer.tested = 'tested_first')
-- trace actions: count(*) from action_lineages
--   where size = 'scaled' and is_tested_first = (answer.tested = 'tested_first')
-- trace k: half_reached(action_id, is_at_target)
-- trace n: count(distinct action_id) filter (is_at_target is not null)
-- trace targets_reached: count(*) filter (is_at_target)
-- trace targets: count(is_at_target)
-- trace median_achievement: median(achievement)
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column tested: code, tested_first or not_tested_first
-- column actions: count of actions, scaled ones begun, of the group
-- column k: count of actions, of n that reached at least half of their targets that are due and have a result
-- column n: count of actions, of these with a target that is due and a result
-- column targets_reached: count of indicators, of targets that stand at their target or beyond
-- column targets: count of indicators, of these actions with a target that is due and a result
-- column median_achievement: ratio, median of the achievements that can be stated; null when none can
-- column why: code, no_scaled_action_yet without an action, nothing_to_judge_yet when n is 0; else null
with scaled as (
    select action.action_id, bool_or(pair.test_id is not null) as is_tested_first
    from action_facts as action
    left join scaling_pairs as pair
        on pair.scaled_id = action.action_id
        and pair.is_same_partner
        and decision_at(pair.taken, $data_date::date).decision in ('scale', 'repeat')
    where
        action.network_id = $network
        and action.size = 'scaled'
        and action_state(action.status, action.starts_on, action.ended_on, $data_date::date)
            in ('running', 'concluded', 'suspended')
        and ($cities is null or list_has_any(action.cities, $cities))
        and ($partners is null or list_has_any(action.partners, $partners))
    group by action.action_id
),

judged as (
    select
        scaled.action_id, scaled.is_tested_first,
        count(*) filter (found.is_at_target) as reached,
        count(found.is_at_target) as targets
    from scaled
    left join achievements_now as found on found.action_id = scaled.action_id
    group by scaled.action_id, scaled.is_tested_first
),

groups as (
    select unnest(['tested_first', 'not_tested_first']) as tested, unnest([true, false]) as is_tested_first
)

select
    groups.tested,
    count(judged.action_id) as actions,
    count(*) filter (judged.targets > 0 and 2 * judged.reached >= judged.targets) as k,
    count(*) filter (judged.targets > 0) as n,
    coalesce(sum(judged.reached), 0)::bigint as targets_reached,
    coalesce(sum(judged.targets), 0)::bigint as targets,
    (
        select median(found.achievement)
        from scaled
        join achievements_now as found on found.action_id = scaled.action_id
        where scaled.is_tested_first = groups.is_tested_first
    ) as median_achievement,
    case when actions = 0 then 'no_scaled_action_yet' when n = 0 then 'nothing_to_judge_yet' end as why
from groups
left join judged using (is_tested_first)
group by groups.tested, groups.is_tested_first
order by groups.is_tested_first desc
