-- meaning: How far the network's ideas travel: countries of its partners, within and beyond the countries of its cities.
-- meaning_fr: Jusqu'où vont les idées du réseau : pays de ses partenaires, dans et hors des pays de ses villes.
-- grain: one row per country with a partner at work by the data date
-- grain_fr: une ligne par pays ayant un partenaire à l'œuvre à la date des données
-- counting: A partner is at work with its first activity or the start of its first partnership. Partners whose country is unknown stand in a row without country. Guest cities: cities of other networks at activities of this one.
-- counting_fr: Un partenaire est à l'œuvre dès sa première activité ou le début de son premier partenariat. Les partenaires de pays inconnu figurent sur une ligne sans pays. Villes invitées : villes d'autres réseaux présentes aux activités de celui-ci.
-- source: Cadence's own definition
-- source_fr: définition propre à Cadence
-- rows: partners_at_work
-- mark: country is not distinct from answer.country
-- trace partners: count(*)
-- trace guest_cities: count(*) from table cities where network_id <> $network and country = answer.country
--   and city_id in (
--     select unnest(a.cities) from activities as a where a.network_id = $network and a.held_on <= $data_date)
-- trace member_cities: count(*) from table cities where network_id = $network and country = answer.country
--   and joined_on <= $data_date and coalesce(left_on > $data_date, true)
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column country: code, ISO 3166-1 code of the country of partners' seats and of guest cities; null for partners whose
--   country is unknown
-- column spread: code, within or beyond the countries of the network's cities; unknown without a country
-- column partners: count of partners, of that country at work by the data date
-- column guest_cities: count of cities, of other networks at activities of this one
-- column member_cities: count of cities, of that country that were members of the network on the data date
-- column first_on: date, of the first activity or start of a partnership of these partners; null without a partner
with begun as (
    select partner_id, min(first_on) as first_on
    from (
        select partner_id, first_on from partner_totals_now
        union all
        select partner_id, starts_on from partnerships_now where has_started
    )
    group by partner_id
),

by_partner as (
    select partners.country, count(*) as partners, min(begun.first_on) as first_on
    from begun
    join partners on partners.partner_id = begun.partner_id
    where chosen($sectors, partners.sector)
    group by partners.country
),

guests as (
    select country, count(*) as guest_cities
    from guests_now
    group by country
),

home as (
    select country, count(*) as member_cities
    from members_now
    where is_member
    group by country
),

joined as (
    select
        coalesce(by_partner.country, guests.country) as country,
        coalesce(by_partner.partners, 0) as partners,
        coalesce(guests.guest_cities, 0) as guest_cities,
        by_partner.first_on
    from by_partner
    full join guests on guests.country = by_partner.country
)

select
    joined.country,
    case
        when joined.country is null then 'unknown'
        when home.country is not null then 'within'
        else 'beyond'
    end as spread,
    joined.partners,
    joined.guest_cities,
    coalesce(home.member_cities, 0) as member_cities,
    joined.first_on
from joined
left join home on home.country = joined.country
order by joined.partners desc, joined.country
