-- meaning: For each unmet need, partners that could be asked: at most three, with what speaks for each.
-- meaning_fr: Pour chaque besoin non couvert, des partenaires à solliciter : trois au plus, avec ce qui parle pour chacun.
-- grain: one row per unmet need and candidate; a need without candidate has one row with an empty partner
-- grain_fr: une ligne par besoin non couvert et candidat ; un besoin sans candidat a une ligne au partenaire vide
-- counting: First those already being won for that role in that city, then those being won for it in the network as a whole,
--   then those that play it in an active partnership elsewhere that is not silent and have fewer than four of these. Among
--   equals: the furthest stage, same country, then same language, then same theme, then the fewest active partnerships.
--   A need that a silent partner meets is not listed: wake that partner first.
-- counting_fr: D'abord les partenaires en cours d'approche pour ce rôle dans cette ville, puis pour l'ensemble du réseau, puis
--   ceux qui le tiennent ailleurs dans un partenariat actif et non silencieux et en ont moins de quatre. À égalité :
--   l'étape la plus avancée, même pays, puis même langue, puis même thème, puis le moins de partenariats actifs. Un besoin
--   couvert par un partenaire silencieux n'y figure pas : c'est lui qu'il faut relancer d'abord.
-- source: Cadence's own rule
-- rows: role_coverage
-- mark: city_id = answer.city_id and role = answer.role
-- trace priority: any_value(priority)
-- trace active_partnerships: if(answer.partner_id is not null, count(*), null) from table partnerships
--   where partner_id = answer.partner_id
--   and partnership_id in (select partnership_id from last_activities_now where is_alive)
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column city: name, of the city
-- column role: code, what a partner should bring
-- column partner_id: code, of the candidate; null when the need has none
-- column partner: name, of the candidate; null when the need has none
-- column sector: code, sector of the candidate; null when the need has none
-- column offer: code, pipeline_here, pipeline_network or elsewhere: where the candidate comes from; null without one
-- column stage: code, of the partnership that is being won; null elsewhere and without any
-- column is_same_country: yes or no, whether the candidate is of the city's country; null without a candidate
-- column is_same_language: yes or no, whether the candidate works with a city of the same language; null without a
--   candidate
-- column is_same_theme: yes or no, whether the candidate works with a city of the same theme; null without a candidate
-- column active_partnerships: count of partnerships, the candidate's active ones in the network that are not silent; null
--   without a candidate
-- column heard_on: date, the candidate's last activity or start of one of these; null when it has none
with alive as (
    select p.*, last.heard_on, cities.language as city_language, cities.theme as theme_of_city
    from partnerships_now as p
    join last_activities_now as last using (partnership_id)
    left join cities on cities.city_id = p.city_id
    where last.is_alive
),

partners_at_work as (
    select
        partner_id,
        list(distinct city_language) as languages,
        list(distinct theme_of_city) as themes,
        count(*) as active_partnerships,
        max(heard_on) as heard_on
    from alive
    group by partner_id
),

unmet as (
    select *
    from needs_now
    where not is_met and not is_met_by_silent
        and chosen($cities, city_id) and chosen($countries, country) and chosen($themes, theme) and chosen($roles, role)
),

being_won as (
    -- The pipeline: known or planned by the data date, not begun, not closed.
    select partner_id, city_id, role, stage
    from partnerships_now
    where not has_started and stage is distinct from 'closed' and (known_on is not null or planned_on is not null)
),

offers as (
    select unmet.city_id, unmet.role, won.partner_id, 1 as step, 'pipeline_here' as offer, won.stage
    from unmet
    join being_won as won on won.role = unmet.role and won.city_id = unmet.city_id

    union all
    select unmet.city_id, unmet.role, won.partner_id, 2, 'pipeline_network', won.stage
    from unmet
    join being_won as won on won.role = unmet.role and won.city_id is null

    union all
    select unmet.city_id, unmet.role, alive.partner_id, 3, 'elsewhere', null
    from unmet
    join alive on alive.role = unmet.role
    join partners_at_work as work on work.partner_id = alive.partner_id and work.active_partnerships < 4
),

matched as (
    select
        unmet.city_id,
        unmet.role,
        offers.partner_id,
        partners.name as partner,
        partners.sector,
        offers.offer,
        offers.stage,
        coalesce(partners.country = unmet.country, false) as is_same_country,
        coalesce(list_contains(work.languages, unmet.language), false) as is_same_language,
        coalesce(list_contains(work.themes, unmet.theme), false) as is_same_theme,
        coalesce(work.active_partnerships, 0) as active_partnerships,
        work.heard_on,
        row_number() over (
            partition by unmet.city_id, unmet.role
            order by
                offers.step, coalesce(stage_level(offers.stage), 0) desc,
                is_same_country desc, is_same_language desc, is_same_theme desc,
                coalesce(work.active_partnerships, 0), partners.name, offers.partner_id
        ) as place
    from unmet
    join (
        select city_id, role, partner_id, min(step) as step, arg_min(offer, step) as offer, arg_min(stage, step) as stage
        from offers
        group by city_id, role, partner_id
    ) as offers on offers.city_id = unmet.city_id and offers.role = unmet.role
    join partners on partners.partner_id = offers.partner_id
    left join partners_at_work as work on work.partner_id = offers.partner_id
)

select
    unmet.city_id, unmet.city, unmet.country, unmet.role, unmet.priority, unmet.expressed_on, unmet.met_on,
    matched.partner_id, matched.partner, matched.sector, matched.offer, matched.stage,
    matched.is_same_country, matched.is_same_language, matched.is_same_theme, matched.active_partnerships, matched.heard_on
from unmet
left join matched on matched.city_id = unmet.city_id and matched.role = unmet.role and matched.place <= 3
order by unmet.priority, unmet.city, unmet.role, matched.place
