-- meaning: City and partner together in activities up to the data date.
-- meaning_fr: Ville et partenaire ensemble dans des activités jusqu'à la date des données.
-- grain: one row per city and partner
-- grain_fr: une ligne par ville et partenaire
-- counting: The years before the day's own from their sums, its own year from the facts.
-- counting_fr: Les années d'avant celle du jour d'après leurs sommes, la sienne d'après les faits.
-- known: activities
with own_year as (
    select
        city_set, partner_set, count(*) as activities, sum(engagements) as engagements,
        min(held_on) as first_on, max(held_on) as last_on
    from activity_facts
    where network_id = $network
        and held_on between date_trunc('year', $data_date)::date and $data_date
        and city_set is not null
        and partner_set is not null
    group by city_set, partner_set
),

parts as (
    select city_id, partner_id, activities, engagements, first_on, last_on
    from city_partner_years
    where network_id = $network and year < date_trunc('year', $data_date)
    union all
    select place.city_id, one.partner_id, activities, engagements, first_on, last_on
    from own_year
    join partner_sets using (partner_set)
    join city_sets using (city_set)
    cross join unnest(members) as one (partner_id)
    cross join unnest(cities) as place (city_id)
)

select
    city_id,
    partner_id,
    sum(activities)::bigint as activities,
    sum(engagements)::bigint as engagements,
    min(first_on) as first_on,
    max(last_on) as last_on
from parts
group by city_id, partner_id
