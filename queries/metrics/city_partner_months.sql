-- meaning: Activities of each partner with each city in each month.
-- meaning_fr: Activités de chaque partenaire avec chaque ville dans chaque mois.
-- grain: one row per network, city, partner and month
-- grain_fr: une ligne par réseau, ville, partenaire et mois
select
    activities.network_id,
    place.city_id,
    one.partner_id,
    date_trunc('month', activities.held_on)::date as month,
    count(*) as activities,
    sum(facts.engagements)::bigint as engagements,
    min(activities.held_on) as first_on,
    max(activities.held_on) as last_on
from activities
join activity_facts as facts on facts.activity_id = activities.activity_id
cross join unnest(activities.partners) as one (partner_id)
cross join unnest(activities.cities) as place (city_id)
group by all
order by month
