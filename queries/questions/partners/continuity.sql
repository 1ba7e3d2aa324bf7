-- meaning: What lasts: of the partnerships under way when the funding ends, those still under way months later.
-- meaning_fr: Ce qui dure : parmi les partenariats en cours à la fin du financement, ceux encore en cours des mois plus tard.
-- grain: one row per number of months after the end of the funding
-- grain_fr: une ligne par nombre de mois après la fin du financement
-- formula: under_way / of_partnerships
-- formula_fr: under_way / of_partnerships
-- counting: Until a day has come its row says why it is empty. planned: of the partnerships under way at the data date or, later, at the end of the funding, those planned to go on; silent: those of them that are under way at the data date and silent.
-- counting_fr: Tant qu'un jour n'est pas venu, sa ligne dit pourquoi elle est vide. planned : parmi les partenariats en cours à la date des données ou, plus tard, à la fin du financement, ceux dont la suite est prévue ; silent : ceux d'entre eux qui sont en cours à la date des données et silencieux.
-- source: Cadence's own definition
-- source_fr: définition propre à Cadence
-- rows: partnership_list
-- mark: was_under_way(partnership_id, starts_on, ends_on, least(
--   (select funding_ends_on from networks where network_id = $network), $data_date, told_until($network, 'partnerships')))
-- trace months: coalesce(date_diff('month', any_value(funding_ends_on), answer.at_on), answer.months)
--   from table networks where network_id = $network
-- trace under_way: if(answer.at_on <= $data_date,
--   count(*) filter (was_under_way(partnership_id, starts_on, ends_on,
--   least(answer.at_on, told_until($network, 'partnerships')))), null)
-- trace of_partnerships: count(*)
-- trace planned: count(*) filter (is_planned_after_funding)
-- trace silent: count(*) filter (is_silent)
-- mark stages: partnership_id in (select p.partnership_id from partnerships as p where p.network_id = $network)
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column months: months, after the end of the funding: 0, 3, 6 or 12
-- column at_on: date, that many months after the end of the funding; null when the network has no end of funding
-- column under_way: count of partnerships, of of_partnerships still under way on at_on; null until that day has come
-- column of_partnerships: count of partnerships, under way at the end of the funding, or at the data date while that is
--   earlier or no end is known
-- column planned: count of partnerships, of of_partnerships that are planned to go on after the funding
-- column silent: count of partnerships, of of_partnerships that are under way at the data date and silent
-- column continuity_why: code, why continuity cannot be stated: no_funding_end, not_yet or no_partnership_under_way; null
--   when it can
with points as (
    select
        months,
        (funding_ends_on + to_months(months))::date as at_on,
        -- What is dated after the last day known is planned: not entered, not begun, not ended.
        least(at_on, told_until($network, 'partnerships')) as still_on,
        least(at_on, told_until($network, 'stages')) as still_stages_on,
        least(funding_ends_on, $data_date::date, told_until($network, 'partnerships')) as was_on,
        least(funding_ends_on, $data_date::date, told_until($network, 'stages')) as was_stages_on
    from networks, (select unnest([0, 3, 6, 12]) as months)
    where network_id = $network
),

told as (
    select
        points.months,
        points.at_on,
        p.partnership_id,
        p.is_planned_after_funding,
        last.is_silent,
        partnership_is_under_way(p.starts_on, p.ends_on, (
            select max_by(stage, entered_on) from stages
            where stages.partnership_id = p.partnership_id and entered_on <= points.was_stages_on
        ), points.was_on) as was_under_way,
        partnership_is_under_way(p.starts_on, p.ends_on, (
            select max_by(stage, entered_on) from stages
            where stages.partnership_id = p.partnership_id and entered_on <= points.still_stages_on
        ), points.still_on) as is_still
    from points
    cross join partnerships_now as p
    join last_activities_now as last using (partnership_id)
    where chosen($cities, p.city_id) and chosen($countries, p.city_country) and chosen($themes, p.city_theme)
        and chosen($sectors, p.sector) and chosen($roles, p.role)
),

counted as (
    select
        points.months,
        points.at_on,
        count(*) filter (told.was_under_way and told.is_still) as under_way,
        count(*) filter (told.was_under_way) as of_partnerships,
        count(*) filter (told.was_under_way and told.is_planned_after_funding) as planned,
        count(*) filter (told.was_under_way and told.is_silent) as silent
    from points
    left join told on told.months = points.months
    group by points.months, points.at_on
)

select
    months,
    at_on,
    case when at_on <= $data_date then under_way end as under_way,
    of_partnerships,
    planned,
    silent,
    case
        when at_on is null then 'no_funding_end'
        when at_on > $data_date then 'not_yet'
        when of_partnerships = 0 then 'no_partnership_under_way'
    end as continuity_why
from counted
order by months
