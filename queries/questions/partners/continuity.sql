-- meaning: What lasts: of the partnerships active when the funding ends, those still active months later.
-- meaning_fr: Ce qui dure : parmi les partenariats actifs à la fin du financement, ceux encore actifs des mois plus tard.
-- grain: one row per number of months after the end of the funding
-- grain_fr: une ligne par nombre de mois après la fin du financement
-- formula: active / of_partnerships with the Wilson 95 % interval
-- formula_fr: active / of_partnerships avec l'intervalle de Wilson à 95 %
-- counting: Until a day has come its row says why it is empty. planned: of the partnerships active at the data date or, later, at the end of the funding, those planned to go on.
-- counting_fr: Tant qu'un jour n'est pas venu, sa ligne dit pourquoi elle est vide. planned : parmi les partenariats actifs à la date des données ou, plus tard, à la fin du financement, ceux dont la suite est prévue.
-- source: Cadence's own definition; Wilson 1927
-- source_fr: définition propre à Cadence ; Wilson 1927
-- rows: partnership_list
-- mark: was_active(partnership_id, starts_on, ends_on,
--   least((select funding_ends_on from networks where network_id = $network), $data_date))
-- trace months: coalesce(date_diff('month', any_value(funding_ends_on), answer.at_on), answer.months)
--   from table networks where network_id = $network
-- trace active: if(answer.at_on <= $data_date,
--   count(*) filter (was_active(partnership_id, starts_on, ends_on, answer.at_on)), null)
-- trace of_partnerships: count(*)
-- trace planned: count(*) filter (is_planned_after_funding)
-- trace low: if(answer.at_on <= $data_date,
--   wilson_low(count(*) filter (was_active(partnership_id, starts_on, ends_on, answer.at_on)), count(*)), null)
-- trace high: if(answer.at_on <= $data_date,
--   wilson_high(count(*) filter (was_active(partnership_id, starts_on, ends_on, answer.at_on)), count(*)), null)
-- mark stages: partnership_id in (select p.partnership_id from partnerships as p where p.network_id = $network)
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column months: months, after the end of the funding: 0, 3, 6 or 12
-- column at_on: date, that many months after the end of the funding; null when the network has no end of funding
-- column active: count of partnerships, of of_partnerships still active on at_on; null until that day has come
-- column of_partnerships: count of partnerships, active at the end of the funding, or at the data date while that is
--   earlier or no end is known
-- column planned: count of partnerships, of of_partnerships that are planned to go on after the funding
-- column low: share 0..1, lower end of the 95 % Wilson interval of active of of_partnerships; null when continuity_why
--   says why
-- column high: share 0..1, upper end of the 95 % Wilson interval of active of of_partnerships; null when continuity_why
--   says why
-- column continuity_why: code, why continuity cannot be stated: no_funding_end, not_yet or no_active_partnership; null
--   when it can
with points as (
    select months, funding_ends_on, (funding_ends_on + to_months(months))::date as at_on
    from networks, (select unnest([0, 3, 6, 12]) as months)
    where network_id = $network
),

told as (
    select
        points.months,
        points.at_on,
        p.partnership_id,
        p.is_planned_after_funding,
        partnership_is_active(p.starts_on, p.ends_on, (
            select max_by(stage, entered_on) from stages
            where stages.partnership_id = p.partnership_id and entered_on <= least(points.funding_ends_on, $data_date::date)
        ), least(points.funding_ends_on, $data_date::date)) as was_active,
        partnership_is_active(p.starts_on, p.ends_on, (
            select max_by(stage, entered_on) from stages
            where stages.partnership_id = p.partnership_id and entered_on <= points.at_on
        ), points.at_on) as is_active
    from points
    cross join partnerships_now as p
    where chosen($cities, p.city_id) and chosen($countries, p.city_country) and chosen($themes, p.city_theme)
        and chosen($sectors, p.sector) and chosen($roles, p.role)
),

counted as (
    select
        points.months,
        points.at_on,
        count(*) filter (told.was_active and told.is_active) as active,
        count(*) filter (told.was_active) as of_partnerships,
        count(*) filter (told.was_active and told.is_planned_after_funding) as planned
    from points
    left join told on told.months = points.months
    group by points.months, points.at_on
)

select
    months,
    at_on,
    case when at_on <= $data_date then active end as active,
    of_partnerships,
    planned,
    case when at_on <= $data_date then wilson_low(active, of_partnerships) end as low,
    case when at_on <= $data_date then wilson_high(active, of_partnerships) end as high,
    case
        when at_on is null then 'no_funding_end'
        when at_on > $data_date then 'not_yet'
        when of_partnerships = 0 then 'no_active_partnership'
    end as continuity_why
from counted
order by months
