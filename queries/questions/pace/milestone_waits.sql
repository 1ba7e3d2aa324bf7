-- meaning: How long each city has taken to a chosen milestone, or has been on its way to it.
-- meaning_fr: Combien de temps chaque ville a mis jusqu'à un jalon choisi, ou depuis combien de temps elle est en route.
-- grain: one row per city that has joined the network, and milestone of its plan
-- grain_fr: une ligne par ville ayant rejoint le réseau et jalon de son plan
-- formula: days = the day it was reached, else dropped by a decision, else the last observed, less the day of joining
-- formula_fr: days = jour où il a été atteint, sinon abandonné par décision, sinon dernier jour observé, moins le jour d'arrivée
-- counting: A city is observed up to the data date, or the day it left when that is earlier. A milestone reached before
--   joining took 0 days. One only known to be done at the latest on a day is left out.
-- counting_fr: Une ville est observée jusqu'à la date des données, ou jusqu'à son départ s'il est antérieur. Un jalon atteint
--   avant l'arrivée a pris 0 jour. Celui dont on sait seulement qu'il est atteint au plus tard un jour donné n'y est pas.
-- source: Kaplan and Meier 1958
-- source_fr: Kaplan et Meier 1958
-- table: progress
-- trace days: any_value(greatest(0, coalesce(
--   if(done_on <= counted_to(answer.city_id, $data_date), done_on, null),
--   if(is_dropped, drops_on(answer.city_id, counted_to(answer.city_id, $data_date)), null),
--   counted_to(answer.city_id, $data_date)
--   ) - answer.joined_on)) from table progress where city_id = answer.city_id and milestone_id = answer.milestone_id
-- mark cities: city_id = answer.city_id
-- mark decisions: subject = 'city' and subject_id = answer.city_id
-- example: {"network": "astrolabe", "data_date": "2026-06-30", "milestone": "ast-05"}
-- column name: name, of the city
-- column done_on: date, the milestone was reached; null when not by the data date or the day the city left
-- column dropped_on: date, of the decision by which the step left the plan; null while it is part of it
-- column counted_to: date, the data date, or the day the city left when that is earlier
-- column is_reached: yes or no, whether the milestone was reached by counted_to
-- column days: days, from joining to done_on, else to dropped_on, else to counted_to; 0 when that was before joining
select
    s.city_id, c.name, s.milestone_id, s.joined_on,
    case when s.is_done then s.done_on end as done_on,
    s.dropped_on, s.counted_to,
    s.is_done as is_reached,
    greatest(0, coalesce(case when s.is_done then s.done_on end, s.dropped_on, s.counted_to) - s.joined_on) as days
from steps_now as s
join cities as c using (city_id)
where s.joined_on <= s.as_of
    and not s.done_by
    and ($milestone::varchar is null or s.milestone_id = $milestone)
    and ($cities is null or list_contains($cities, c.city_id))
    and ($countries is null or list_contains($countries, c.country))
    and ($themes is null or list_contains($themes, c.theme))
order by days, c.name, c.city_id, s.milestone_id
