-- meaning: What each finished test taught, and what was decided after it.
-- meaning_fr: Ce que chaque test terminé a appris, et ce qui a été décidé ensuite.
-- grain: one row per concluded small test
-- grain_fr: une ligne par petit test terminé
-- counting: Tests without a decision first, the oldest first. A small test's product is its lesson.
-- counting_fr: Les tests sans décision d'abord, du plus ancien au plus récent. Le produit d'un petit test est sa leçon.
-- source: the actions table; the decisions table where the action itself has none
-- source_fr: la table des actions ; celle des décisions quand l'action n'en porte pas
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
select
    action_id,
    title,
    partner_names,
    cities,
    ended_on,
    case when decided_on is null or decided_on <= $data_date::date then decision end as known_decision,
    case when decided_on <= $data_date::date and decision is not null then decided_on end as decided_on,
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
