-- meaning: The cities a partner works with: activities together, and partnerships with the city.
-- meaning_fr: Les villes avec lesquelles un partenaire travaille : activités communes et partenariats avec la ville.
-- grain: one row per city
-- grain_fr: une ligne par ville
-- counting: Activities that name both, up to the data date; partnerships begun by then.
-- counting_fr: Activités citant les deux, jusqu'à la date des données ; partenariats commencés à cette date.
-- source: Cadence's own definition
-- table: cities
-- rows: held_activities
-- mark: list_contains(cities, answer.city_id)
-- trace activities: count(*)
-- trace engagements: sum(if(channel <> 'media', persons, 0)) from counted_audience
--   where list_contains(cities, answer.city_id)
-- example: {"network": "astrolabe", "partner": "atelier-lacets", "data_date": "2026-06-30"}
-- column city: name, of the city
-- column activities: count of activities, that name the partner and the city by the data date
-- column engagements: persons, counted at these activities by every channel but media; null when nobody was counted
-- column first_on: date, of the first of these activities; null without any
-- column last_on: date, of the last of these activities; null without any
-- column roles: list of codes, the roles of the partnerships begun between the two; null without any
-- column is_active: yes or no, whether one of these partnerships is active: under way and not silent
-- column is_silent: yes or no, whether those under way are all silent
with together as (
    select city_id, list_sort(list(distinct role)) as roles, bool_or(last.is_active) as is_active,
        bool_or(last.is_silent) and not bool_or(last.is_active) as is_silent
    from partnerships_now
    join last_activities_now as last using (partnership_id)
    where has_started and city_id is not null and partner_id = $partner
    group by city_id
)

select
    cities.city_id, cities.name as city, cities.country,
    coalesce(pairs.activities, 0) as activities, pairs.engagements, pairs.first_on, pairs.last_on,
    together.roles, coalesce(together.is_active, false) as is_active,
    coalesce(together.is_silent, false) as is_silent
from (from pairs_now where partner_id = $partner) as pairs
full join together on together.city_id = pairs.city_id
join cities on cities.city_id = coalesce(pairs.city_id, together.city_id)
order by activities desc, city
