-- meaning: Every partner at work by the data date: since when, by an activity and by a partnership.
-- meaning_fr: Chaque partenaire à l'œuvre à la date des données : depuis quand, par une activité et par un partenariat.
-- grain: one row per partner
-- grain_fr: une ligne par partenaire
-- counting: A partner is at work with its first activity or the start of its first partnership, whichever comes first.
-- counting_fr: Un partenaire est à l'œuvre dès sa première activité ou le début de son premier partenariat.
-- source: the partners, activities and partnerships tables
-- source_fr: les tables partenaires, activités et partenariats
-- table: partners
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column first_activity_on: date, of the first activity that names the partner; null without any
-- column first_partnership_on: date, start of its first partnership; null when none has begun
with first_activities as (
    select partner_id, min(held_on) as held_on
    from (
        select unnest(partners) as partner_id, held_on
        from activities
        where network_id = $network and held_on <= $data_date
    )
    group by partner_id
),

first_partnerships as (
    select partner_id, min(starts_on) as starts_on
    from partnerships
    where network_id = $network and starts_on <= $data_date
    group by partner_id
)

select
    p.partner_id, p.name, p.sector, p.country,
    a.held_on as first_activity_on, s.starts_on as first_partnership_on
from partners as p
left join first_activities as a on a.partner_id = p.partner_id
left join first_partnerships as s on s.partner_id = p.partner_id
where coalesce(a.held_on, s.starts_on) is not null and chosen($sectors, p.sector)
order by p.country, p.name, p.partner_id
