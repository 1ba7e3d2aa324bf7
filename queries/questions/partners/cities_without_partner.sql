-- meaning: Member cities without a partnership of their own that is active and not silent (of the sectors chosen), longest first.
-- meaning_fr: Villes membres sans partenariat propre actif et non silencieux (dans les secteurs choisis), depuis le plus longtemps d'abord.
-- grain: one row per city
-- grain_fr: une ligne par ville
-- counting: Partnerships with the network as a whole do not count here. since_on: the latest of the last signs of its silent
--   partnerships and of the ends of those that ended. A city that never had one is listed by the days since it joined.
-- counting_fr: Les partenariats avec l'ensemble du réseau ne comptent pas ici. since_on : le
--   plus récent des derniers signes de ses partenariats silencieux et des fins de ceux qui sont terminés. Une ville qui n'en
--   a jamais eu est classée selon les jours depuis son adhésion.
-- source: Cadence's own definition
-- table: cities
-- rows: partnership_list
-- mark: city_id = answer.city_id
-- trace ended_partnerships: count(*) filter (not is_active and not is_silent)
-- trace silent_partnerships: count(*) filter (is_silent)
-- trace days_without: $data_date - coalesce(
--   greatest(
--     max(greatest(starts_on, last_together($network, partner_id, city_id, $data_date))) filter (is_silent),
--     max(least(ends_on, if(stage = 'closed', stage_since(partnership_id, $data_date), null)))
--       filter (not is_active and not is_silent)),
--   (select c.joined_on from cities as c where c.city_id = answer.city_id))
-- mark activities: list_contains(cities, answer.city_id)
-- mark cities: city_id = answer.city_id
-- mark stages: partnership_id in (select p.partnership_id from partnerships as p where p.city_id = answer.city_id)
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column city: name, of the city
-- column ended_partnerships: count of partnerships, of the city and the sectors chosen that had begun and are not
--   under way any more
-- column silent_partnerships: count of partnerships, of the city and the sectors chosen that are under way and silent
-- column since_on: date, the last sign of a silent one or the end of one that ended, whichever is later; null when
--   since_on_why says why
-- column since_on_why: code, never_had_one where the city never had a partnership of its own; else null
-- column days_without: days, from since_on, or from joining for one that never had any, to the data date
with own as (
    select
        city_id,
        bool_or(last.is_active) as has_active,
        max(last.heard_on) filter (last.is_silent) as heard_on,
        count(*) filter (last.is_silent) as silent,
        max(case when stage = 'closed' then least(stage_on, coalesce(ends_on, stage_on)) else ends_on end)
            filter (not is_under_way) as last_ended_on,
        count(*) filter (not is_under_way) as ended
    from partnerships_now
    join last_activities_now as last using (partnership_id)
    where has_started and city_id is not null and chosen($sectors, sector)
    group by city_id
)

select
    members.city_id,
    members.name as city,
    members.country,
    coalesce(own.ended, 0) as ended_partnerships,
    coalesce(own.silent, 0) as silent_partnerships,
    if(own.city_id is null, null, greatest(own.heard_on, own.last_ended_on)) as since_on,
    if(own.city_id is null, 'never_had_one', null) as since_on_why,
    $data_date::date - coalesce(greatest(own.heard_on, own.last_ended_on), members.joined_on) as days_without
from members_now as members
left join own on own.city_id = members.city_id
where members.is_member
    and not coalesce(own.has_active, false)
    and chosen($cities, members.city_id)
    and chosen($countries, members.country)
    and chosen($themes, members.theme)
order by days_without desc, city
