-- meaning: Each need a city has expressed: who meets it, or that nobody does.
-- meaning_fr: Chaque besoin exprimé par une ville : qui y répond, ou que personne n'y répond.
-- grain: one row per city and role needed
-- grain_fr: une ligne par ville et rôle demandé
-- formula: weight 3, 2, 1 for priority 1, 2, 3; role coverage = weight of needs met / weight of needs expressed
-- formula_fr: poids 3, 2, 1 pour les priorités 1, 2, 3 ; couverture des rôles = poids des besoins couverts / poids des besoins exprimés
-- counting: State met: an active partnership of that role with the city or the whole network that is not silent. silent: only silent ones. said_met: the city once said it was met, but no active partnership meets it now. unmet: neither.
-- counting_fr: État couvert : un partenariat actif et non silencieux de ce rôle avec la ville ou tout le réseau. silencieux : seulement des silencieux. dit couvert : la ville l'a dit couvert, mais aucun partenariat actif n'y répond. non couvert : ni l'un ni l'autre.
-- source: Cadence's own definition
-- source_fr: définition propre à Cadence
-- table: needs
-- rows: role_coverage
-- mark: city_id = answer.city_id and role = answer.role
-- trace weight: any_value(need_weight(priority))
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column city: name, of the city
-- column role: code, what a partner should bring
-- column weight: weight, of the need: 3, 2 or 1 for priority 1, 2 or 3
-- column need_state: code, met, silent, said_met or unmet
-- column is_met: yes or no, whether an active partnership of that role that is not silent, with the city or the whole
--   network, meets it
-- column partnership_id: code, the partnership that meets it, or the silent one that would: the city's own first, then
--   the oldest; null without one
-- column partner_id: code, the partner of that partnership; null without one
-- column partner: name, of that partner; null without one
select
    city_id, city, country, role, priority, need_weight(priority) as weight,
    case
        when is_met then 'met'
        when is_met_by_silent then 'silent'
        when met_on is not null then 'said_met'
        else 'unmet'
    end as need_state,
    is_met, expressed_on, met_on, partnership_id, partner_id, partner
from needs_now
where chosen($cities, city_id) and chosen($countries, country) and chosen($themes, theme) and chosen($roles, role)
order by city, city_id, role
