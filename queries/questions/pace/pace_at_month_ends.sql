-- meaning: How far ahead of or behind its plan each city was at the end of each month, with what was known by then.
-- meaning_fr: L'avance ou le retard de chaque ville sur son plan à la fin de chaque mois, avec ce qui était connu alors.
-- grain: one row per city and end of month, and the data date, on which its pace can be stated
-- grain_fr: une ligne par ville et fin de mois, plus la date des données, où son allure peut être dite
-- formula: SV(t) = ES − AT of the city on that day
-- formula_fr: SV(t) = ES − AT de la ville ce jour-là
-- counting: Cities that had left by the day are not included. At most the last 60 months.
-- counting_fr: Les villes parties ce jour-là n'y sont pas. Au plus les 60 derniers mois.
-- source: Lipke 2003, earned schedule
-- source_fr: Lipke 2003, calendrier acquis
-- table: cities
-- trace sv_days: pace_made(
--   plan_on(baseline_on, milestone_id, done_on, is_dropped, answer.city_id, answer.day), stay_of(answer.city_id, answer.day)
--   ).sv_days from table progress where city_id = answer.city_id
-- mark cities: city_id = answer.city_id
-- mark pauses: city_id = answer.city_id and is_agreed
-- mark milestones: phase_id in (select p.phase_id from phases as p where p.network_id = $network)
-- mark decisions: subject = 'city' and subject_id = answer.city_id
-- mark earlier_plans: city_id = answer.city_id
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column day: date, end of a month or the data date
-- column sv_days: days, ES less AT on the day: ahead (+) or behind (-) the agreed plan
-- column status: code, completed, not_started or paused, or of a running city behind (late by far), watch
--   (late, or a step overdue), agreed_late (late only without agreed pauses) or on_plan, each on the day
with pace as (
    select city_id, day, sv_days, status
    from city_pace_months
    where network_id = $network
        and day < $data_date::date
        and day > $data_date::date - interval 60 month
    union all
    select city_id, as_of, sv_days, status
    from pace_now
    where sv_days is not null
)
select p.day, c.city_id, c.name, c.country, p.sv_days, p.status
from pace as p
join cities as c using (city_id)
where p.status <> 'left'
    and ($cities is null or list_contains($cities, c.city_id))
    and ($countries is null or list_contains($countries, c.country))
    and ($themes is null or list_contains($themes, c.theme))
order by p.day, p.sv_days, c.name, c.city_id
