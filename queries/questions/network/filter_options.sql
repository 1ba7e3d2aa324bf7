-- meaning: The values each filter of a page offers for a network.
-- meaning_fr: Les valeurs que chaque filtre d'une page propose pour un réseau.
-- grain: one row per filter and value
-- grain_fr: une ligne par filtre et par valeur
-- source: the cities, partners and partnerships tables
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
select distinct 'sectors', p.sector, p.sector
from partners p
join partnerships s using (partner_id)
where s.network_id = $network
union all
select distinct 'roles', role, role from partnerships where network_id = $network
union all
select distinct 'partners', p.partner_id, p.name
from partners p
join partnerships s using (partner_id)
where s.network_id = $network
order by all
