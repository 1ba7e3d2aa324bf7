-- meaning: Who does what, where: each partner and city that work together.
-- meaning_fr: Qui fait quoi, où : chaque partenaire et chaque ville qui travaillent ensemble.
-- grain: one row per city and partner with an activity or a partnership begun together
-- grain_fr: une ligne par ville et partenaire ayant une activité ou un partenariat commencé ensemble
-- counting: Activities that name both, up to the data date; partnerships made with the city. Partnerships with the network as a whole belong to no city.
-- counting_fr: Activités citant les deux, jusqu'à la date des données ; partenariats conclus avec la ville. Ceux conclus avec l'ensemble du réseau n'appartiennent à aucune ville.
-- source: Cadence's own definition
-- rows: held_activities
-- mark: list_contains(cities, answer.city_id) and list_contains(partners, answer.partner_id)
-- trace activities: count(*)
-- trace engagements: sum(if(channel <> 'media', persons, 0)) from counted_audience
--   where list_contains(cities, answer.city_id) and list_contains(partners, answer.partner_id)
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column city: name, of the city
-- column partner: name, of the partner
-- column activities: count of activities, that name both by the data date
-- column engagements: persons, counted at these activities by every channel but media; null when nobody was counted
-- column last_on: date, of the last of these activities; null without any
-- column roles: list of codes, the roles of the partnerships begun between the two; null without any
-- column is_active: yes or no, whether one of these partnerships is active: under way and not silent
-- column is_silent: yes or no, whether those under way are all silent
with chosen_cities as (
    select city_id, name
    from cities
    where chosen($cities, city_id) and chosen($countries, country) and chosen($themes, theme)
),

together as (
    select city_id, partner_id, list_sort(list(distinct role)) as roles, bool_or(last.is_active) as is_active,
        bool_or(last.is_silent) and not bool_or(last.is_active) as is_silent
    from partnerships_now
    join last_activities_now as last using (partnership_id)
    where has_started and city_id in (select city_id from chosen_cities)
    group by city_id, partner_id
),

pairs as (
    select * from pairs_now where city_id in (select city_id from chosen_cities)
)

select
    coalesce(pairs.city_id, together.city_id) as city_id,
    chosen_cities.name as city,
    coalesce(pairs.partner_id, together.partner_id) as partner_id,
    partners.name as partner,
    partners.sector,
    coalesce(pairs.activities, 0) as activities,
    pairs.engagements,
    pairs.last_on,
    together.roles,
    coalesce(together.is_active, false) as is_active,
    coalesce(together.is_silent, false) as is_silent
from pairs
full join together on together.city_id = pairs.city_id and together.partner_id = pairs.partner_id
join chosen_cities on chosen_cities.city_id = coalesce(pairs.city_id, together.city_id)
join partners on partners.partner_id = coalesce(pairs.partner_id, together.partner_id)
where chosen($sectors, partners.sector)
order by city, partner
