-- meaning: How many member cities have a partner of their own at work, and how dense the net of cities and partners is.
-- meaning_fr: Combien de villes membres ont un partenaire à l'œuvre, et la densité du maillage entre villes et partenaires.
-- grain: one row
-- grain_fr: une ligne
-- formula: density = pairs of member city and partner with an active partnership / (member cities x partners with an active partnership)
-- formula_fr: densité = couples ville membre-partenaire ayant un partenariat actif / (villes membres x partenaires ayant un partenariat actif)
-- counting: Active partnerships made with the city at the data date; those with the network as a whole are counted apart.
-- counting_fr: Partenariats actifs conclus avec la ville à la date des données ; ceux conclus avec l'ensemble du réseau sont comptés à part.
-- source: Cadence's own definition
-- source_fr: définition propre à Cadence
-- rows: partnership_freshness
-- mark: city_id in (select c.city_id from cities as c where c.network_id = $network
--   and c.joined_on <= $data_date and coalesce(c.left_on > $data_date, true))
-- trace cities: count(*) from city_situation
-- trace cities_with_partner: count(distinct city_id) filter (silent_days <= limit_days)
-- trace cities_with_silent_only: count(distinct city_id) - count(distinct city_id) filter (silent_days <= limit_days)
-- trace low: if(answer.coverage_why is null,
--   wilson_low(count(distinct city_id) filter (silent_days <= limit_days), answer.cities), null)
-- trace high: if(answer.coverage_why is null,
--   wilson_high(count(distinct city_id) filter (silent_days <= limit_days), answer.cities), null)
-- trace partners: count(distinct partner_id)
-- trace pairs: count(distinct row(city_id, partner_id))
-- trace density: count(distinct row(city_id, partner_id)) / nullif(answer.cities * count(distinct partner_id), 0)
-- trace network_wide_partners: count(distinct partner_id) from table partnerships
--   where network_id = $network and city_id is null and was_active(partnership_id, starts_on, ends_on, $data_date)
--   and partner_id in (select p.partner_id from partners as p where chosen($sectors, p.sector))
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column cities: count of cities, members at the data date
-- column cities_with_partner: count of cities, of those with an active partnership of their own that is not silent, of
--   the sectors chosen
-- column cities_with_silent_only: count of cities, of those whose active partnerships of the sectors chosen are silent
-- column low: share 0..1, lower end of the 95 % Wilson interval of cities_with_partner of cities; null when coverage_why
--   says why
-- column high: share 0..1, upper end of the 95 % Wilson interval of cities_with_partner of cities; null when coverage_why
--   says why
-- column partners: count of partners, in active partnerships with these cities
-- column pairs: count of pairs, of a city and a partner with an active partnership
-- column density: share 0..1, pairs over cities times partners; null when either is 0
-- column network_wide_partners: count of partners, in active partnerships with the network as a whole
-- column coverage_why: code, no_city without a member city, no_partnership while no partnership has begun; else null
with members as (
    select city_id
    from members_now
    where is_member and chosen($cities, city_id) and chosen($countries, country) and chosen($themes, theme)
),

active as (
    select p.*, last.is_alive
    from partnerships_now as p
    join last_activities_now as last using (partnership_id)
    where p.is_active and chosen($sectors, p.sector)
),

counted as (
    select
        (select count(*) from members) as cities,
        count(distinct active.city_id) filter (active.is_alive) as cities_with_partner,
        count(distinct active.city_id) - cities_with_partner as cities_with_silent_only,
        count(distinct active.partner_id) as partners,
        count(distinct row(active.city_id, active.partner_id)) as pairs
    from active
    where active.city_id in (from members)
),

judged as (
    select
        *,
        case
            when cities = 0 then 'no_city'
            when not exists (from partnerships_now where has_started) then 'no_partnership'
        end as coverage_why
    from counted
)

select
    cities,
    cities_with_partner,
    cities_with_silent_only,
    if(coverage_why is null, wilson_low(cities_with_partner, cities), null) as low,
    if(coverage_why is null, wilson_high(cities_with_partner, cities), null) as high,
    partners,
    pairs,
    pairs / nullif(cities * partners, 0) as density,
    (select count(distinct partner_id) from active where city_id is null) as network_wide_partners,
    coverage_why
from judged
