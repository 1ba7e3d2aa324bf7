-- meaning: Which partnerships began as planned, late, not yet, or without a plan, by purpose.
-- meaning_fr: Quels partenariats ont commencé comme prévu, en retard, pas encore, ou sans avoir été prévus, par finalité.
-- grain: one row per partnership known or planned at the data date
-- grain_fr: une ligne par partenariat connu ou prévu à la date des données
-- formula: delay_days = start - planned start; for one not begun and past its planned start, data date - planned start
-- formula_fr: delay_days = début - début prévu ; pour un partenariat non commencé dont la date prévue est passée, date des données - début prévu
-- counting: As planned: at most 30 days after the planned start. Overdue: planned start past, not begun. Coming: planned start ahead. Unplanned: begun without a planned start.
-- counting_fr: Comme prévu : 30 jours au plus après le début prévu. En souffrance : début prévu passé, non commencé. À venir : début prévu plus tard. Non prévu : commencé sans début prévu.
-- source: Cadence's own definition
-- table: partnerships
-- trace delay_days: any_value(case
--     when starts_on <= $data_date then starts_on - planned_on
--     when planned_on < $data_date and stage_on(partnership_id, $data_date) is distinct from 'closed'
--       then $data_date - planned_on
--   end) from table partnerships where partnership_id = answer.partnership_id
-- mark stages: partnership_id = answer.partnership_id
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column partner: name, of the partner
-- column city_id: code, of the city; null for the network as a whole
-- column city: name, of the city; null for the network as a whole
-- column stage: code, the last stage entered by the data date; null without any
-- column starts_on: date, the work really started; null when not by the data date
-- column delay_days: days, from the planned to the actual start (negative: early), or to the data date while not begun;
--   null without a planned start and while that is ahead
-- column start_state: code, as_planned, late, overdue, given_up (closed before it began), coming,
--   unplanned or no_plan
select
    p.partnership_id, p.partner_id, p.name as partner, p.sector, p.city_id, cities.name as city, p.role, p.purpose, p.stage,
    p.planned_on,
    case when p.has_started then p.starts_on end as starts_on,
    case
        when p.has_started then p.starts_on - p.planned_on
        when coalesce(p.stage, '') <> 'closed' and p.planned_on < $data_date then $data_date::date - p.planned_on
    end as delay_days,
    case
        when p.has_started and p.planned_on is null then 'unplanned'
        when p.has_started and p.starts_on - p.planned_on <= 30 then 'as_planned'
        when p.has_started then 'late'
        when p.stage = 'closed' then 'given_up'
        when p.planned_on < $data_date then 'overdue'
        when p.planned_on is not null then 'coming'
        else 'no_plan'
    end as start_state
from partnerships_now as p
left join cities on cities.city_id = p.city_id
where
    (p.known_on is not null or p.planned_on is not null)
    and chosen($cities, p.city_id) and chosen($countries, p.city_country) and chosen($themes, p.city_theme)
    and chosen($sectors, p.sector) and chosen($roles, p.role)
order by p.planned_on, partner, p.partnership_id
