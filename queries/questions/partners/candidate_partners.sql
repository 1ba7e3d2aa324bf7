-- meaning: For each unmet need, partners that could be asked: at most three, the nearest first.
-- meaning_fr: Pour chaque besoin non couvert, des partenaires à solliciter : trois au plus, les plus proches d'abord.
-- grain: one row per unmet need and candidate; a need without candidate has one row with an empty partner
-- grain_fr: une ligne par besoin non couvert et candidat ; un besoin sans candidat a une ligne au partenaire vide
-- counting: A candidate plays the same role in an active partnership elsewhere in the network, is of the city's country or works with a city of the same language, and has fewer than four active partnerships. Nearest: same country before same language, then the fewest active partnerships.
-- counting_fr: Un candidat tient le même rôle dans un partenariat actif ailleurs dans le réseau, est du pays de la ville ou travaille avec une ville de même langue, et a moins de quatre partenariats actifs. Plus proche : même pays avant même langue, puis le moins de partenariats actifs.
-- source: Cadence's own rule
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column city: name, of the city
-- column role: code, what a partner should bring
-- column partner_id: code, of the candidate; null when the need has none
-- column partner: name, of the candidate; null when the need has none
-- column sector: code, sector of the candidate; null when the need has none
-- column is_same_country: yes or no, whether the candidate is of the city's country; null without a candidate
-- column is_same_language: yes or no, whether the candidate works with a city of the same language; null without a
--   candidate
-- column active_partnerships: count of partnerships, the candidate's active ones in the network; null without a
--   candidate
with active as (
    select p.*, cities.language as city_language
    from partnerships_now as p
    left join cities on cities.city_id = p.city_id
    where p.is_active
),

partners_at_work as (
    select
        partner_id,
        any_value(name) as partner,
        any_value(sector) as sector,
        any_value(country) as partner_country,
        list(distinct role) as roles,
        list(distinct city_language) as languages,
        count(*) as active_partnerships
    from active
    group by partner_id
),

unmet as (
    select *
    from needs_now
    where not is_met and not is_met_by_silent
        and chosen($cities, city_id) and chosen($countries, country) and chosen($themes, theme) and chosen($roles, role)
),

matched as (
    select
        unmet.city_id,
        unmet.role,
        work.*,
        coalesce(work.partner_country = unmet.country, false) as is_same_country,
        coalesce(list_contains(work.languages, unmet.language), false) as is_same_language,
        row_number() over (
            partition by unmet.city_id, unmet.role
            order by coalesce(work.partner_country = unmet.country, false) desc, work.active_partnerships, work.partner
        ) as place
    from unmet
    join partners_at_work as work on list_contains(work.roles, unmet.role)
    where work.active_partnerships < 4
        and (work.partner_country = unmet.country or list_contains(work.languages, unmet.language))
)

select
    unmet.city_id, unmet.city, unmet.country, unmet.role, unmet.priority, unmet.expressed_on, unmet.met_on,
    matched.partner_id, matched.partner, matched.sector,
    matched.is_same_country, matched.is_same_language, matched.active_partnerships
from unmet
left join matched on matched.city_id = unmet.city_id and matched.role = unmet.role and matched.place <= 3
order by unmet.priority, unmet.city, unmet.role, matched.place
