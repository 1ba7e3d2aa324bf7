-- meaning: Partnerships under way that end within six months of the end of the funding, and whether they are planned to go on.
-- meaning_fr: Les partenariats en cours qui s'achèvent à moins de six mois de la fin du financement, et si leur suite est prévue.
-- grain: one row per partnership under way with an end that near the end of the funding
-- grain_fr: une ligne par partenariat en cours dont la fin est aussi proche de celle du financement
-- formula: days_after_funding = end of the partnership - end of the funding
-- formula_fr: days_after_funding = fin du partenariat - fin du financement
-- counting: Six months before or after. A network without an end of funding has none.
-- counting_fr: Six mois avant ou après. Un réseau sans fin de financement n'en a pas.
-- source: Cadence's own definition
-- source_fr: définition propre à Cadence
-- table: partnerships
-- trace days_after_funding: any_value(ends_on) - (select funding_ends_on from networks where network_id = $network)
--   from table partnerships where partnership_id = answer.partnership_id
-- mark networks: network_id = $network
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column partner: name, of the partner
-- column city_id: code, of the city; null for the network as a whole
-- column city: name, of the city; null for the network as a whole
-- column days_after_funding: days, end of the partnership less end of the funding; negative when it ends before
-- column is_planned_after_funding: yes or no, whether it is planned to go on after the funding; no when nobody knows
-- column is_silent: yes or no, whether it is silent, and so no active partnership
select
    p.partnership_id, p.partner_id, p.name as partner, p.city_id, cities.name as city, p.role, p.ends_on,
    n.funding_ends_on, p.ends_on - n.funding_ends_on as days_after_funding,
    coalesce(p.is_planned_after_funding, false) as is_planned_after_funding,
    last.is_silent
from partnerships_now as p
join last_activities_now as last using (partnership_id)
join networks as n on n.network_id = $network
left join cities on cities.city_id = p.city_id
where
    p.is_under_way
    and chosen($cities, p.city_id) and chosen($countries, p.city_country) and chosen($themes, p.city_theme)
    and chosen($sectors, p.sector) and chosen($roles, p.role)
    and p.ends_on between n.funding_ends_on - interval 6 month and n.funding_ends_on + interval 6 month
order by is_planned_after_funding, p.ends_on, partner, p.partnership_id
