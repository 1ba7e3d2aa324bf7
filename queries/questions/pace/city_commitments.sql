-- meaning: What was promised about a city, by whom and by when: open ones first, the most pressing on top.
-- meaning_fr: Ce qui a été promis au sujet d'une ville, par qui et pour quand : d'abord ce qui est ouvert, le plus pressant en tête.
-- grain: one row per commitment made by the data date
-- grain_fr: une ligne par engagement pris à la date des données
-- counting: A commitment kept after the data date counts as open on it.
-- counting_fr: Un engagement tenu après la date des données compte comme ouvert à cette date.
-- source: Cadence's own convention
-- source_fr: convention propre à Cadence
-- table: commitments
-- example: {"network": "astrolabe", "data_date": "2026-09-30", "city": "akwamoso"}
-- column done_on: date, when it was kept; null while it is open at the data date
select
    m.commitment_id, m.city_id, m.what, m.role_of_owner, m.made_on, m.due_on,
    if(m.done_on <= $data_date::date, m.done_on, null) as done_on
from commitments as m
join cities as c using (city_id)
where c.network_id = $network and m.city_id = $city and m.made_on <= $data_date::date
order by done_on is not null, if(done_on is null, m.due_on, null), done_on desc, m.commitment_id
