-- meaning: Each need a city has expressed, and whether an active partnership with that role meets it.
-- meaning_fr: Chaque besoin exprimé par une ville, et si un partenariat actif de ce rôle y répond.
-- grain: one row per city and role needed
-- grain_fr: une ligne par ville et rôle demandé
-- formula: role coverage = weight of needs met / weight of needs expressed; weight 3, 2, 1 for priority 1, 2, 3
-- formula_fr: couverture des rôles = poids des besoins couverts / poids des besoins exprimés ; poids 3, 2, 1 pour les priorités 1, 2, 3
-- counting: Met: a partnership of that role, with the city or with the network as a whole, is active at the data date and not silent. Cities that have left are not counted.
-- counting_fr: Couvert : un partenariat de ce rôle, avec la ville ou avec l'ensemble du réseau, est actif à la date des données et non silencieux. Les villes parties ne comptent pas.
-- source: Cadence's own definition
-- table: needs
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column is_met: yes or no, whether an active partnership of that role that is not silent, with the city or the whole
--   network, meets it
-- column partnership_id: code, the partnership that meets it, or the silent one that would: the city's own first, then
--   the oldest; null without one
select city_id, role, priority, is_met, partnership_id
from needs_now
where chosen($cities, city_id) and chosen($countries, country) and chosen($themes, theme) and chosen($roles, role)
    and ($city::varchar is null or city_id = $city)
order by priority, city_id, role
