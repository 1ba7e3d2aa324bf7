-- meaning: Contacts with a city, the newest first.
-- meaning_fr: Points de suivi avec une ville, le plus récent d'abord.
-- grain: one row per check-in held by the data date
-- grain_fr: une ligne par point de suivi tenu à la date des données
-- source: Cadence's own convention
-- source_fr: convention propre à Cadence
-- known: checkins
-- table: checkins
-- example: {"network": "astrolabe", "data_date": "2026-06-30", "city": "ndiassore"}
select k.city_id, k.held_on, k.sessions_due, k.sessions_attended, k.is_asking_for_help, k.note
from checkins as k
join cities as c using (city_id)
join known_cities('checkins') as known using (city_id)
where c.network_id = $network and k.city_id = $city and k.held_on <= least($data_date::date, known.facts_until)
order by k.held_on desc
