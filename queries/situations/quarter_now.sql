-- meaning: Persons of the data date's month and the two before it, by group of cities.
-- meaning_fr: Personnes du mois de la date des données et des deux précédents, par groupe de villes.
-- grain: one row per group of cities
-- grain_fr: une ligne par groupe de villes
-- counting: Media are left out; persons_with_new: persons of the counts that also say how many are new.
-- counting_fr: Hors médias ; persons_with_new : personnes des comptages qui disent aussi combien sont nouvelles.
-- known: activities
with parts as (
    select city_set, engagements, outside, unsaid, new_persons, persons_with_new
    from reach_months
    where network_id = $network
        and split = 'cities'
        and month < date_trunc('month', $data_date)
        and month > date_trunc('month', $data_date) - interval 3 month
    union all
    select city_set, engagements, outside, unsaid, new_persons, persons_with_new
    from own_month_now
)

select
    city_set,
    sum(engagements)::bigint as engagements,
    sum(outside)::bigint as outside,
    sum(unsaid)::bigint as unsaid,
    sum(new_persons)::bigint as new_persons,
    sum(persons_with_new)::bigint as persons_with_new
from parts
group by city_set
