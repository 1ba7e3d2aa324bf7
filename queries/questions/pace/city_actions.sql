-- meaning: Joint actions of a city with partners, how they stand and what was decided.
-- meaning_fr: Actions conjointes d'une ville avec des partenaires, où elles en sont et ce qui a été décidé.
-- grain: one row per joint action of the city
-- grain_fr: une ligne par action conjointe de la ville
-- counting: Ends, decisions and lessons dated after the data date are not shown.
-- counting_fr: Les fins, décisions et leçons datées après la date des données ne sont pas montrées.
-- source: Cadence's own convention
-- source_fr: convention propre à Cadence
-- known: actions
-- table: actions
-- example: {"network": "astrolabe", "data_date": "2026-06-30", "city": "ndiassore"}
-- column state: code, what the action is doing at the data date: planned, running, suspended, concluded or cancelled
-- column starts_on: date, actual start, else the planned one; null without either
-- column ends_on: date, actual end, or the planned one of an action in finalisation or closed without one; null when
--   not reached by the data date
-- column decision: code, scale, repeat or stop as decided after the action; null when not decided by the data date or
--   without a date of decision
-- column lesson: text, what the action taught; null when its end was not reached by the data date
-- column partner_names: list of names, the partners that act together, a code where the partner is not published; empty
--   without any
select
    action_id, title, size,
    action_state(status, starts_on, ended_on, $data_date::date) as state,
    coalesce(starts_on, planned_start_on) as starts_on,
    case when ended_on <= $data_date::date then ended_on end as ends_on,
    decision_at(taken, $data_date::date).decision as decision,
    case when ended_on <= $data_date::date then lesson end as lesson,
    partner_names
from action_facts
where network_id = $network and list_contains(cities, $city)
order by starts_on desc nulls last, action_id
