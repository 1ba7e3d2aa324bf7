-- meaning: Each joint action in its lineage: common ground with its partners, then the small test, then the scaled action.
-- meaning_fr: Chaque action conjointe dans sa lignée : terrain d'entente avec ses partenaires, puis petit test, puis passage à l'échelle.
-- grain: one row per joint action
-- grain_fr: une ligne par action conjointe
-- formula: A lineage follows grew_from back to the first action.
-- formula_fr: Une lignée remonte par grew_from jusqu'à la première action.
-- counting: Common ground: the first day a partnership with one of the partners stood at networking or further. A closed
--   action without an end date ends on its planned end.
-- counting_fr: Terrain d'entente : premier jour où un partenariat avec l'un des partenaires a atteint la mise en réseau ou
--   plus. Une action close sans date de fin se termine à sa fin prévue.
-- source: the actions, partnerships and stages tables
-- source_fr: les tables actions, partenariats et étapes
-- known: actions
-- table: actions
-- trace steps: count(*) filter (action_id <> answer.action_id) from table actions where action_id in (
--   select ancestor_id from action_lineage where action_lineage.action_id = answer.action_id)
-- trace lineage_actions: count(*) from table actions where network_id = $network
--   and ($cities is null or list_has_any(cities, $cities)) and ($partners is null or list_has_any(partners, $partners))
--   and action_id in (select action_id from action_lineage where ancestor_id = answer.root_id)
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column root_id: code, of the action the lineage began with
-- column steps: count of steps, from that action to this one by grew_from; 0 for the first
-- column state: code, what the action is doing at the data date: planned, running, suspended, concluded or cancelled
-- column partner_names: list of names, the partners that act together, a code where the partner is not published; empty
--   without any
-- column common_ground_on: date, a partnership with one of the partners first stood at networking or further; null when
--   not by the data date
-- column begins_on: date, actual start, else the planned one; null without either
-- column ended_on: date, actual end, or the planned one of an action in finalisation or closed without one; null when
--   not reached by the data date
-- column decision: code, scale, repeat or stop as decided after the action; null when not decided by the data date
-- column is_tested_first: yes or no, whether a small test with a partner in common ended before it began and was to be
--   scaled or repeated; null unless it is a scaled action that has begun, and where the network records no small test
-- column scaled_on: date, the first scaled action that grew from this small test began; null when none had by the data
--   date, and for any other action
-- column lesson: text, what the action taught; null when its end was not reached by the data date
-- column lineage_actions: count of actions, of the lineage in this answer
-- column lineage_begins_on: date, the earliest begins_on of the lineage in this answer; null without any
with stated as (
    select
        *,
        action_state(status, starts_on, ended_on, $data_date::date) as state,
        decision_at(taken, $data_date::date).decision as known_decision
    from action_facts
    where
        network_id = $network
        and ($cities is null or list_has_any(cities, $cities))
        and ($partners is null or list_has_any(partners, $partners))
        -- Choosing an action chooses its lineage.
        and ($action is null or root_id = (select root_id from action_facts where action_id = $action))
)

select
    stated.root_id,
    stated.steps,
    stated.action_id,
    stated.grew_from,
    stated.title,
    stated.size,
    stated.state,
    stated.partner_names,
    stated.cities,
    case when stated.common_ground_on <= $data_date::date then stated.common_ground_on end as common_ground_on,
    coalesce(stated.starts_on, stated.planned_start_on) as begins_on,
    stated.starts_on,
    case when stated.ended_on <= $data_date::date then stated.ended_on end as ended_on,
    stated.planned_end_on,
    stated.known_decision as decision,
    case when stated.size = 'scaled' and stated.state in ('running', 'concluded', 'suspended') and has_tests($network) then exists (
        select 1 from scaling_pairs
        where scaling_pairs.scaled_id = stated.action_id
            and scaling_pairs.is_same_partner
            and decision_at(scaling_pairs.taken, $data_date::date).decision in ('scale', 'repeat')
    ) end as is_tested_first,
    case when stated.size = 'small_test' and stated.state = 'concluded' then (
        select min(scaling_pairs.scaled_starts_on) from scaling_pairs
        where scaling_pairs.test_id = stated.action_id
            and scaling_pairs.is_lineage
            and scaling_pairs.scaled_starts_on <= $data_date::date
    ) end as scaled_on,
    case when stated.ended_on <= $data_date::date then stated.lesson end as lesson,
    count(*) over (partition by stated.root_id) as lineage_actions,
    min(coalesce(stated.starts_on, stated.planned_start_on)) over (partition by stated.root_id) as lineage_begins_on
from stated
order by lineage_begins_on nulls last, stated.root_id, stated.steps, begins_on, stated.action_id
