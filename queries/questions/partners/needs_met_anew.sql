-- meaning: For each need, the partnerships that began after it was expressed and could meet it, in the order of their starts.
-- meaning_fr: Pour chaque besoin, les partenariats commencés après son expression et à même d'y répondre, dans l'ordre de leur début.
-- grain: one row per need and partnership begun later
-- grain_fr: une ligne par besoin et partenariat commencé ensuite
-- counting: Of the need's role, with its city or with the network as a whole, begun by the data date and not closed on the
--   day it began. Of those begun on one day the city's own comes first.
-- counting_fr: Du rôle attendu, avec la ville ou l'ensemble du réseau, commencé à la date des données et non clos le jour de son
--   début. De ceux commencés le même jour, celui de la ville d'abord.
-- source: Cadence's own rule
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column city: name, of the city
-- column role: code, what a partner should bring
-- column partnership_id: code, of the partnership that began later
-- column partner: name, of its partner
-- column starts_on: date, on which the partnership began
with stage_at_start as (
    select p.partnership_id, max_by(stages.stage, stages.entered_on) as stage
    from partnerships_now as p
    join stages on stages.partnership_id = p.partnership_id and stages.entered_on <= p.starts_on
    group by p.partnership_id
)

select
    cities.city_id,
    cities.name as city,
    needs.role,
    needs.expressed_on,
    p.partnership_id,
    p.partner_id,
    p.name as partner,
    p.starts_on
from needs
join cities on cities.city_id = needs.city_id and cities.network_id = $network
join partnerships_now as p
    on p.role = needs.role and (p.city_id = needs.city_id or p.city_id is null)
    and p.has_started and p.starts_on > needs.expressed_on
left join stage_at_start as begun on begun.partnership_id = p.partnership_id
where begun.stage is distinct from 'closed'
order by cities.name, cities.city_id, needs.role, p.starts_on, p.city_id is null, p.partnership_id
