-- meaning: Member cities without an active partnership of their own (of the sectors chosen), those that had none for the longest first.
-- meaning_fr: Villes membres sans partenariat actif en propre (dans les secteurs choisis), celles qui en sont privées depuis le plus longtemps d'abord.
-- grain: one row per city
-- grain_fr: une ligne par ville
-- counting: Partnerships with the network as a whole do not count here. since_on: end of the city's last partnership, or the day it joined.
-- counting_fr: Les partenariats avec l'ensemble du réseau ne comptent pas ici. since_on : fin du dernier partenariat de la ville, ou jour de son adhésion.
-- source: Cadence's own definition
-- table: cities
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column city: name, of the city
-- column ended_partnerships: count of partnerships, of the city and the sectors chosen that had begun; none is active
--   any more
-- column since_on: date, end of the last of them, or the day the city joined without any
-- column days_without: days, from since_on to the data date
with own as (
    select
        city_id,
        bool_or(is_active) as has_active,
        max(case when stage = 'closed' then least(stage_on, coalesce(ends_on, stage_on)) else ends_on end) as last_ended_on,
        count(*) as partnerships
    from partnerships_now
    where has_started and city_id is not null and chosen($sectors, sector)
    group by city_id
)

select
    members.city_id,
    members.name as city,
    members.country,
    coalesce(own.partnerships, 0) as ended_partnerships,
    coalesce(own.last_ended_on, members.joined_on) as since_on,
    $data_date::date - coalesce(own.last_ended_on, members.joined_on) as days_without
from members_now as members
left join own on own.city_id = members.city_id
where members.is_member
    and not coalesce(own.has_active, false)
    and chosen($cities, members.city_id)
    and chosen($countries, members.country)
    and chosen($themes, members.theme)
order by days_without desc, city
