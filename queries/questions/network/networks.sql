-- meaning: The networks that were published, with the cities each one has.
-- meaning_fr: Les réseaux publiés, avec le nombre de leurs villes.
-- grain: one row per network
-- grain_fr: une ligne par réseau
-- counting: Cities that left are counted in cities_joined only.
-- counting_fr: Les villes parties ne comptent que dans cities_joined.
-- source: the networks and cities tables
-- source_fr: les tables réseaux et villes
-- trace cities_joined: count(*) from table cities where network_id = answer.network_id
-- trace cities: count(*) filter (left_on is null or left_on > published_on(network_id))
--   from table cities where network_id = answer.network_id
-- example: {}
-- column name: name, of the network as its members write it
-- column timezone: name, of the time zone whose days are the network's; UTC where none is said
-- column cities_joined: count of cities, that belong to the network or did
-- column cities: count of cities, of those that have no day of leaving
select
    n.network_id, n.name, n.funder, n.starts_on, n.funding_ends_on, n.currency, n.reach_unit_fr, n.reach_unit_en,
    coalesce(n.timezone, 'UTC') as timezone,
    count(c.city_id) as cities_joined,
    count(c.city_id) filter (c.left_on is null or c.left_on > published_on(n.network_id)) as cities
from networks n
left join cities c using (network_id)
group by all
order by cities desc, n.name, n.network_id
