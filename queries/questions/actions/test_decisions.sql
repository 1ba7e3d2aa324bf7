-- meaning: What each finished test taught, and what was decided after it.
-- meaning_fr: Ce que chaque test terminé a appris, et ce qui a été décidé ensuite.
-- grain: one row per concluded small test
-- grain_fr: une ligne par petit test terminé
-- counting: Tests without a decision first, the oldest first. A small test's product is its lesson.
-- counting_fr: Les tests sans décision d'abord, du plus ancien au plus récent. Le produit d'un petit test est sa leçon.
-- source: the actions table; the decisions table where the action itself has none
-- source_fr: la table des actions ; celle des décisions quand l'action n'en porte pas
-- known: actions
-- table: actions
-- trace days_since_end: any_value($data_date - action_end(status, ends_on, planned_end_on)) from table actions
--   where action_id = answer.action_id
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column partner_names: list of names, the partners that act together, a code where the partner is not published; empty
--   without any
-- column ended_on: date, actual end, or the planned one of a test in finalisation or closed without one; null when
--   neither is known
-- column known_decision: code, scale, repeat or stop; null when not decided by the data date
-- column decided_on: date, of that decision; null when not decided by the data date or without a date
-- column decision: code, scale, repeat or stop as known_decision; undecided when that is null
-- column days_since_end: days, from ended_on to the data date; null when ended_on is
select
    action_id,
    title,
    partner_names,
    cities,
    ended_on,
    decision_at(taken, $data_date::date).decision as known_decision,
    decision_at(taken, $data_date::date).decided_on as decided_on,
    coalesce(known_decision, 'undecided') as decision,
    $data_date::date - ended_on as days_since_end,
    lesson
from action_facts
where
    network_id = $network
    and size = 'small_test'
    and action_state(status, starts_on, ended_on, $data_date::date) = 'concluded'
    and ($cities is null or list_has_any(cities, $cities))
    and ($partners is null or list_has_any(partners, $partners))
order by known_decision is not null, ended_on nulls last, action_id
