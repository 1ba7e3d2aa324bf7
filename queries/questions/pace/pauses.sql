-- meaning: What held cities up: their pauses, the reason of each, and whether it was agreed (only agreed ones adjust the pace).
-- meaning_fr: Ce qui a retenu des villes : leurs pauses, la raison de chacune, et si elle était convenue (seules celles-là corrigent l'allure).
-- grain: one row per pause begun by the data date
-- grain_fr: une ligne par pause commencée à la date des données
-- formula: pause_days = end, or the data date while it runs, less the start
-- formula_fr: pause_days = fin, ou date des données si elle dure encore, moins le début
-- source: Cadence's own convention
-- source_fr: convention propre à Cadence
-- table: pauses
-- trace pause_days: any_value(least(ends_on, $data_date) - starts_on)
--   from table pauses where city_id = answer.city_id and starts_on = answer.starts_on
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column city: name, of the city
-- column ends_on: date, the city took up its work again; null when not by the data date
-- column pause_days: days, from the start to the end, or to the data date when that is earlier
select
    c.city_id, c.name as city, c.country, p.starts_on,
    case when p.ends_on <= $data_date::date then p.ends_on end as ends_on,
    p.reason, p.is_agreed,
    overlap_days(p.starts_on, coalesce(p.ends_on, $data_date::date), p.starts_on, $data_date::date) as pause_days
from pauses as p
join cities as c using (city_id)
where
    c.network_id = $network
    and p.starts_on <= $data_date::date
    and ($cities is null or list_contains($cities, c.city_id))
    and ($countries is null or list_contains($countries, c.country))
    and ($themes is null or list_contains($themes, c.theme))
order by p.starts_on, c.city_id
