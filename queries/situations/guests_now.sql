-- meaning: Cities of other networks that took part in activities of this one up to the data date.
-- meaning_fr: Villes d'autres réseaux ayant pris part à des activités de celui-ci jusqu'à la date des données.
-- grain: one row per city
-- grain_fr: une ligne par ville
-- known: activities
with gatherings as (
    select city_set
    from reach_months
    where network_id = $network and split = 'cities' and month < date_trunc('month', $data_date)
    union
    select city_set
    from own_month_now
)

select distinct cities.city_id, cities.country
from gatherings
join city_sets using (city_set)
cross join unnest(city_sets.cities) as one (city_id)
join cities on cities.city_id = one.city_id
where cities.network_id <> $network
