-- meaning: Pauses of a city, their reason, and whether they were agreed (only agreed ones adjust its pace).
-- meaning_fr: Pauses d'une ville, leur raison, et si elles étaient convenues (seules celles-là corrigent son allure).
-- grain: one row per pause begun by the data date
-- grain_fr: une ligne par pause commencée à la date des données
-- formula: days = end, or the data date while it runs, less the start
-- formula_fr: days = fin, ou date des données si elle dure encore, moins le début
-- source: Cadence's own convention
-- source_fr: convention propre à Cadence
-- table: pauses
-- trace days: any_value(least(ends_on, $data_date) - starts_on)
--   from table pauses where city_id = answer.city_id and starts_on = answer.starts_on
-- example: {"network": "astrolabe", "data_date": "2026-06-30", "city": "ndiassore"}
-- column is_running: yes or no, whether the pause was still going on at the data date
-- column days: days, from the start to the end, or to the data date when that is earlier
select
    p.city_id, p.starts_on, p.ends_on, p.reason, p.is_agreed,
    coalesce(p.ends_on > $data_date::date, true) as is_running,
    overlap_days(p.starts_on, coalesce(p.ends_on, $data_date::date), p.starts_on, $data_date::date) as days
from pauses as p
join cities as c using (city_id)
where c.network_id = $network and p.city_id = $city and p.starts_on <= $data_date::date
order by p.starts_on
