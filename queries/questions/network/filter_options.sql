-- meaning: The values each filter of a page offers for a network.
-- meaning_fr: Les valeurs que chaque filtre d'une page propose pour un réseau.
-- grain: one row per filter and value
-- grain_fr: une ligne par filtre et par valeur
-- source: the cities and partnerships tables; every published partner of the network
-- example: {"network": "astrolabe"}
-- column filter: code, name of the filter: cities, countries, themes, sectors, roles or partners
-- column code: code, value the filter takes
-- column label: text, name of the city or partner; for other filters the value itself
select 'cities' as filter, city_id as code, name as label from cities where network_id = $network
union all
select distinct 'countries', country, country from cities where network_id = $network
union all
select distinct 'themes', theme, theme from cities where network_id = $network and theme is not null
union all
select distinct 'sectors', sector, sector from partners_of($network)
union all
select distinct 'roles', role, role from partnerships where network_id = $network
union all
select 'partners', partner_id, name from partners_of($network)
order by all
