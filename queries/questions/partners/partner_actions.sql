-- meaning: Joint actions with a partner, the newest first.
-- meaning_fr: Actions conjointes avec un partenaire, les plus récentes d'abord.
-- grain: one row per joint action
-- grain_fr: une ligne par action conjointe
-- counting: Actions that name the partner; their state at the data date. One that begins later is planned.
-- counting_fr: Actions citant le partenaire ; leur état à la date des données. Celle qui commence plus tard est prévue.
-- source: IATI activity status
-- known: actions
-- table: actions
-- example: {"network": "astrolabe", "partner": "atelier-lacets", "data_date": "2026-06-30"}
-- column begins_on: date, actual start, else the planned one; null without either
-- column ended_on: date, actual end, or the planned one of an action in finalisation or closed without one; null when
--   not reached by the data date
-- column action_state: code, what the action is doing at the data date: planned, running, suspended, concluded or
--   cancelled
-- column decision: code, scale, repeat or stop as decided after the action; null when not decided by the data date or
--   without a date of decision
select
    action_id, title, size, starts_on, coalesce(starts_on, planned_start_on) as begins_on, case when ended_on <= $data_date then ended_on end as ended_on,
    action_state(status, starts_on, ended_on, $data_date) as action_state,
    decision_at(taken, $data_date::date).decision as decision,
    case when ended_on <= $data_date::date then lesson end as lesson
from action_facts
where network_id = $network
    and list_contains(partners, $partner)
order by begins_on desc, action_id
