-- meaning: Activities of each partner with each city in each year.
-- meaning_fr: Activités de chaque partenaire avec chaque ville, par année.
-- grain: one row per network, city, partner and year; year is its first day
-- grain_fr: une ligne par réseau, ville, partenaire et année ; year en est le premier jour
-- counting: Of the year a day stands in, the facts themselves are read.
-- counting_fr: De l'année même d'un jour, on lit les faits eux-mêmes.
with groups as (
    select
        network_id, city_set, partner_set, date_trunc('year', held_on)::date as year,
        count(*) as activities, sum(engagements) as engagements, min(held_on) as first_on, max(held_on) as last_on
    from activity_facts
    where city_set is not null and partner_set is not null
    group by network_id, city_set, partner_set, year
)

select
    network_id, place.city_id, one.partner_id, year,
    sum(activities)::bigint as activities, sum(engagements)::bigint as engagements,
    min(first_on) as first_on, max(last_on) as last_on
from groups
join partner_sets using (partner_set)
join city_sets using (city_set)
cross join unnest(members) as one (partner_id)
cross join unnest(cities) as place (city_id)
group by network_id, place.city_id, one.partner_id, year
order by year
