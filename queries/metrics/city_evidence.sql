-- meaning: Days on which a city gave a sign of life: a milestone done, a check-in held, an activity it took part in.
-- meaning_fr: Jours où une ville a donné signe de vie : jalon atteint, point de suivi tenu, activité à laquelle elle participe.
-- grain: one row per city, day and kind of evidence
-- grain_fr: une ligne par ville, jour et nature du signe
select city_id, done_on as evidence_on, 'milestone' as evidence
from progress
join known_cities('progress') as known using (city_id)
where done_on <= known.facts_until
union
select city_id, held_on, 'checkin'
from checkins
join known_cities('checkins') as known using (city_id)
where held_on <= known.facts_until
union
select city_id, held_on, 'activity'
from (select distinct held_on, city_set from activity_facts)
join city_sets using (city_set)
cross join unnest(cities) as place (city_id)
order by city_id, evidence_on
