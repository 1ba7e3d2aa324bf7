-- meaning: Activities of each partner with each city, in each year and in each month.
-- meaning_fr: Activités de chaque partenaire avec chaque ville, par année et par mois.
-- grain: one row per network, city, partner and period; period tells whether a year or a month
-- grain_fr: une ligne par réseau, ville, partenaire et période ; period dit si c'est une année ou un mois
-- counting: Two grains, so that a day is reached by few rows: the years before its own, the months before its own, its days.
-- counting_fr: Deux grains, pour atteindre un jour en peu de lignes : les années d'avant la sienne, les mois d'avant le sien, ses jours.
with together as (
    select
        activities.network_id, place.city_id, one.partner_id, activities.held_on, facts.engagements,
        date_trunc('month', activities.held_on)::date as month
    from activities
    join activity_facts as facts on facts.activity_no = activities.rowid
    cross join unnest(activities.partners) as one (partner_id)
    cross join unnest(activities.cities) as place (city_id)
),

months as (
    select
        network_id, city_id, partner_id, month, count(*) as activities, sum(engagements)::bigint as engagements,
        min(held_on) as first_on, max(held_on) as last_on
    from together
    group by network_id, city_id, partner_id, month
)

select 'month' as period, month as starts_on, * exclude (month)
from months
union all
select
    'year', date_trunc('year', month)::date as year, network_id, city_id, partner_id,
    sum(activities)::bigint, sum(engagements)::bigint, min(first_on), max(last_on)
from months
group by network_id, city_id, partner_id, year
order by period, starts_on
