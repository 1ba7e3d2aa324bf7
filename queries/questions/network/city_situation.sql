-- meaning: Where each city stands: on the map, against its plan, with how many active partners.
-- meaning_fr: Où en est chaque ville : sur la carte, par rapport à son plan, avec combien de partenaires actifs.
-- grain: one row per city that is a member on the data date
-- grain_fr: une ligne par ville membre à la date des données
-- counting: Active partners are those of active partnerships of that very city that are not silent, each partner once.
-- counting_fr: Les partenaires actifs sont ceux des partenariats actifs et non silencieux de cette ville même, chacun compté
--   une fois.
-- source: the cities, progress and partnerships tables
-- source_fr: les tables villes, avancement et partenariats
-- rows: partnership_freshness
-- table: cities
-- mark: city_id = answer.city_id
-- trace sv_days: pace_of(baseline_on, weight, done_on, state, answer.city_id, $data_date).sv_days
--   from journey_grid where city_id = answer.city_id
-- trace active_partners: count(distinct partner_id) filter (silent_days <= limit_days)
-- trace silent_partners: count(distinct partner_id)
--   - count(distinct partner_id) filter (silent_days <= limit_days)
-- mark cities: city_id = answer.city_id
-- mark pauses: city_id = answer.city_id and is_agreed
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column status: code, completed, left, not_started, no_plan (joined, and nothing agreed), not_judged (no step has an
--   agreed day) or paused, or of a running
--   city behind (late by far), watch (late, or a step overdue), agreed_late (late only without agreed pauses) or on_plan
-- column sv_days: days, ES less AT: ahead (+) or behind (-) the agreed plan; null when pace_why says why
-- column active_partners: count of partners, with an active partnership of this very city that is not silent
-- column silent_partners: count of partners, whose active partnerships of this very city are all silent
select
    cities.city_id,
    cities.name,
    cities.country,
    cities.latitude,
    cities.longitude,
    status_said(pace.status, pace.pace_why) as status,
    pace.sv_days,
    count(distinct p.partner_id) filter (last.is_active) as active_partners,
    count(distinct p.partner_id) filter (p.is_under_way) - active_partners as silent_partners
from members_now as m
join cities on cities.city_id = m.city_id
join pace_now as pace on pace.city_id = m.city_id
left join partnerships_now as p on p.city_id = m.city_id
left join last_activities_now as last on last.partnership_id = p.partnership_id
where
    m.is_member
    and chosen($cities, m.city_id)
    and chosen($countries, m.country)
    and chosen($themes, m.theme)
group by all
order by pace.sv_days nulls last, cities.name, cities.city_id
