-- meaning: The three partners with the most active partnerships: the simplest rule of whom to ask.
-- meaning_fr: Les trois partenaires ayant le plus de partenariats actifs : la règle la plus simple pour savoir qui solliciter.
-- grain: one row per partner, three at most
-- grain_fr: une ligne par partenaire, trois au plus
-- counting: Active: under way and not silent. Among equals by name.
-- counting_fr: Actif : en cours et non silencieux. À égalité par nom.
-- source: Cadence's own rule
-- table: partners
-- trace active_partnerships: count(*) from table partnerships
--   where network_id = $network and partner_id = answer.partner_id
--   and is_alive_on(partnership_id, partner_id, city_id, starts_on, ends_on, $network,
--     $data_date_of_partnerships, $data_date_of_activities)
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column partner: name, of the partner
-- column active_partnerships: count of partnerships, the partner's active ones in the network
select partner_id, name as partner, count(*) as active_partnerships
from partnerships_now
join last_activities_now using (partnership_id)
where is_active
group by partner_id, name
order by active_partnerships desc, name, partner_id
limit 3
