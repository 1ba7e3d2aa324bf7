-- meaning: How many member cities have a partner of their own at work, and how dense the net of cities and partners is.
-- meaning_fr: Combien de villes membres ont un partenaire à l'œuvre, et la densité du maillage entre villes et partenaires.
-- grain: one row
-- grain_fr: une ligne
-- formula: density = pairs of member city and partner with an active partnership / (member cities x partners with an active partnership)
-- formula_fr: densité = couples ville membre-partenaire ayant un partenariat actif / (villes membres x partenaires ayant un partenariat actif)
-- counting: Active: under way and not silent. Partnerships made with the city; those with the network as a whole are counted
--   apart, and so are silent ones.
-- counting_fr: Actif : en cours et non silencieux. Partenariats conclus avec la ville ; ceux conclus avec l'ensemble du réseau
--   sont comptés à part, les silencieux aussi.
-- source: Cadence's own definition
-- source_fr: définition propre à Cadence
-- rows: partnership_freshness
-- mark: city_id in (select c.city_id from cities as c where c.network_id = $network
--   and c.joined_on <= $data_date and coalesce(c.left_on > $data_date, true))
-- trace cities: count(*) from city_situation
-- trace cities_with_partner: count(distinct city_id) filter (not is_silent)
-- trace cities_with_silent_only: count(distinct city_id) - count(distinct city_id) filter (not is_silent)
-- trace partners: count(distinct partner_id) filter (not is_silent)
-- trace pairs: count(distinct row(city_id, partner_id)) filter (not is_silent)
-- trace silent_pairs: count(distinct row(city_id, partner_id))
--   - count(distinct row(city_id, partner_id)) filter (not is_silent)
-- trace density: count(distinct row(city_id, partner_id)) filter (not is_silent)
--   / nullif(answer.cities * count(distinct partner_id) filter (not is_silent), 0)
-- trace network_wide_partners: count(distinct partner_id) from table partnerships
--   where network_id = $network and city_id is null
--   and is_alive_on(partnership_id, partner_id, city_id, starts_on, ends_on, $network,
--     $data_date_of_partnerships, $data_date_of_activities)
--   and partner_id in (select p.partner_id from partners as p where chosen($sectors, p.sector))
-- trace network_wide_silent: count(distinct partner_id) - answer.network_wide_partners from table partnerships
--   where network_id = $network and city_id is null and was_under_way(partnership_id, starts_on, ends_on, $data_date)
--   and partner_id in (select p.partner_id from partners as p where chosen($sectors, p.sector))
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column cities: count of cities, members at the data date
-- column cities_with_partner: count of cities, of those with an active partnership of their own, of the
--   sectors chosen
-- column cities_with_silent_only: count of cities, of those whose partnerships under way, of the sectors chosen, are all silent
-- column partners: count of partners, in active partnerships with these cities
-- column pairs: count of pairs, of a city and a partner with an active partnership
-- column silent_pairs: count of pairs, whose partnerships under way are all silent
-- column density: share 0..1, pairs over cities times partners; null when either is 0
-- column network_wide_partners: count of partners, in active partnerships with the network as a whole
-- column network_wide_silent: count of partners, whose partnerships under way with the network as a whole are all silent
-- column coverage_why: code, no_city without a member city, no_partnership while no partnership has begun; else null
with members as (
    select city_id
    from members_now
    where is_member and chosen($cities, city_id) and chosen($countries, country) and chosen($themes, theme)
),

under_way as (
    select p.partner_id, p.city_id, last.is_active
    from partnerships_now as p
    join last_activities_now as last using (partnership_id)
    where p.is_under_way and chosen($sectors, p.sector)
),

counted as (
    select
        (select count(*) from members) as cities,
        count(distinct city_id) filter (is_active) as cities_with_partner,
        count(distinct city_id) - cities_with_partner as cities_with_silent_only,
        count(distinct partner_id) filter (is_active) as partners,
        count(distinct row(city_id, partner_id)) filter (is_active) as pairs,
        count(distinct row(city_id, partner_id)) - pairs as silent_pairs
    from under_way
    where city_id in (from members)
),

network_wide as (
    select
        count(distinct partner_id) filter (is_active) as network_wide_partners,
        count(distinct partner_id) - network_wide_partners as network_wide_silent
    from under_way
    where city_id is null
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
    partners,
    pairs,
    silent_pairs,
    pairs / nullif(cities * partners, 0) as density,
    network_wide_partners,
    network_wide_silent,
    coverage_why
from judged, network_wide
