-- meaning: Joint actions of a city with partners, how they stand and what was decided.
-- meaning_fr: Actions conjointes d'une ville avec des partenaires, où elles en sont et ce qui a été décidé.
-- grain: one row per joint action of the city
-- grain_fr: une ligne par action conjointe de la ville
-- counting: Ends, decisions and lessons dated after the data date are not shown.
-- counting_fr: Les fins, décisions et leçons datées après la date des données ne sont pas montrées.
-- source: Cadence's own convention
-- source_fr: convention propre à Cadence
-- example: {"network": "astrolabe", "data_date": "2026-06-30", "city": "ndiassore"}
select
    action_id, title, size,
    action_state(status, starts_on, ended_on, $data_date::date) as state,
    coalesce(starts_on, planned_start_on) as starts_on,
    case when ended_on <= $data_date::date then ended_on end as ends_on,
    case when decided_on <= $data_date::date then decision end as decision,
    case when ended_on <= $data_date::date then lesson end as lesson,
    partner_names
from action_facts
where network_id = $network and list_contains(cities, $city)
order by starts_on desc nulls last, action_id
