-- meaning: What a city says it needs from partners, and who meets it.
-- meaning_fr: Ce qu'une ville dit attendre de partenaires, et qui y répond.
-- grain: one row per need expressed by the data date, the most pressing first
-- grain_fr: une ligne par besoin exprimé à la date des données, le plus pressant d'abord
-- formula: met = an active partnership of the city with that role
-- formula_fr: satisfait = un partenariat actif de la ville dans ce rôle
-- source: Cadence's own convention
-- rows: role_coverage
-- example: {"network": "astrolabe", "data_date": "2026-06-30", "city": "baobali"}
select
    n.city_id, n.role, n.priority, n.expressed_on,
    count(p.partnership_id) > 0 as is_met,
    coalesce(list(distinct p.name order by p.name) filter (p.name is not null), []) as partner_names
from needs as n
join cities as c using (city_id)
left join partnerships_at($network, $data_date::date) as p
    on p.city_id = n.city_id and p.role = n.role and p.is_active
where c.network_id = $network and n.city_id = $city and n.expressed_on <= $data_date::date
group by n.city_id, n.role, n.priority, n.expressed_on
order by n.priority, is_met, n.role
