-- meaning: The newest activities with a partner, at most one hundred.
-- meaning_fr: Les activités les plus récentes avec un partenaire, cent au plus.
-- grain: one row per activity
-- grain_fr: une ligne par activité
-- counting: Activities that name the partner, up to the data date, the newest first.
-- counting_fr: Activités citant le partenaire, jusqu'à la date des données, les plus récentes d'abord.
-- source: the activities export
-- known: activities
-- table: activities
-- trace engagements: sum(if(channel <> 'media', persons, 0)) from table audience
--   where activity_id = answer.activity_id
-- trace new_persons: sum(new_persons) filter (channel <> 'media' and is_outside(segment)) from table audience
--   where activity_id = answer.activity_id
-- trace media: sum(if(channel = 'media', persons, 0)) from table audience where activity_id = answer.activity_id
-- trace rating: any_value(usefulness) from table activities where activity_id = answer.activity_id
-- example: {"network": "astrolabe", "partner": "atelier-lacets", "data_date": "2026-06-30"}
-- column city_names: list of names, the cities that took part, a code where the city is not published; null without any
-- column engagements: persons, counted at the activity by every channel but media; null when nobody was counted
-- column new_persons: persons, among engagements of people from outside said to be new; null when no count says
-- column media: persons, reached through the channel media, never part of engagements; null when nobody was counted
-- column rating: number, from 1 to 4, how useful the cities found it; null when nobody rated it
with newest_months as (
    select min(month) as from_on
    from (
        select month, sum(sum(activities)) over (order by month desc) as so_far, sum(activities) as held
        from (
            select month, activities
            from partner_months
            where network_id = $network and partner_id = $partner and month < date_trunc('month', $data_date::date)
            union all
            select month, activities from partner_own_month_now where partner_id = $partner
        )
        group by month
    )
    where so_far - held < 100
),

facts as (
    select *
    from activity_facts
    where network_id = $network
        and held_on between (select from_on from newest_months) and $data_date::date
        and partner_set in (select partner_set from partner_sets where list_contains(members, $partner))
),

-- A short range of days lets the database skip the older activities without reading them.
newest_days as (
    select day_of_newest_hundred(held_on) as from_on from facts
)

select
    activities.activity_id, activities.held_on, activities.kind, activities.title, activities.hosted_by,
    (select list(coalesce(cities.name, one.city_id) order by one.city_id)
        from unnest(activities.cities) as one (city_id) left join cities on cities.city_id = one.city_id) as city_names,
    facts.engagements, facts.new_persons, facts.media, activities.message,
    activities.usefulness as rating
from activities
join facts on facts.activity_no = activities.rowid
where activities.held_on between (select from_on from newest_days) and $data_date::date
order by activities.held_on desc, activities.activity_id
limit 100
