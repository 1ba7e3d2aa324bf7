-- meaning: For each need that is not met, every partner that could be asked, in the order in which to ask.
-- meaning_fr: Pour chaque besoin non couvert, tous les partenaires à solliciter, dans l'ordre où les solliciter.
-- grain: one row per need that is not met, candidate and way of knowing
-- grain_fr: une ligne par besoin non couvert, candidat et façon de savoir
-- counting: First those already being won for that role in that city, then those being won for it in the network as a whole,
--   then those that play it in an active partnership elsewhere that is not silent and have fewer than four of these. Among
--   equals: the furthest stage, same country, then same language, then same theme, then the fewest active partnerships. A
--   partner that serves the need already and has gone silent is no candidate for it. is_dated_only: from dated facts
--   alone, as if no plan without a stage entered by that day were known. is_named: among the first three, for a need
--   that no silent partner meets.
-- counting_fr: D'abord les partenaires en cours d'approche pour ce rôle dans cette ville, puis pour l'ensemble du réseau, puis
--   ceux qui le tiennent ailleurs dans un partenariat actif et non silencieux et en ont moins de quatre. À égalité :
--   l'étape la plus avancée, même pays, puis même langue, puis même thème, puis le moins de partenariats actifs. Un
--   partenaire qui répond déjà au besoin mais s'est tu n'y est pas candidat. is_dated_only : d'après les seuls faits datés,
--   comme si aucun plan sans étape franchie à ce jour n'était connu. is_named : parmi les trois premiers, pour un besoin
--   qu'aucun partenaire silencieux ne couvre.
with started as (
    select p.*, last.is_active, last.heard_on, last.last_on, cities.language as city_language
    from partnerships_now as p
    join last_activities_now as last using (partnership_id)
    left join cities on cities.city_id = p.city_id
    where p.is_under_way
),

alive as (
    select * from started where is_active
),

partners_at_work as (
    select
        partner_id,
        list(distinct city_language) as languages,
        list(distinct city_theme) as themes,
        count(*) as active_partnerships,
        count(*) < 4 as has_free_hands,
        max(heard_on) as heard_on,
        max(last_on) as last_on
    from alive
    group by partner_id
),

unmet as (
    select * from needs_now where not is_met
),

being_won as (
    -- The pipeline: known or planned by the data date, not begun, not closed.
    select partnership_id, partner_id, city_id, role, stage, stage_on, planned_on, known_on is not null as is_dated
    from partnerships_now
    where not has_started and stage is distinct from 'closed' and (known_on is not null or planned_on is not null)
),

offers as (
    select unmet.city_id, unmet.role, 1 as step, 'pipeline_here' as offer, won.* exclude (city_id, role)
    from unmet
    join being_won as won on won.role = unmet.role and won.city_id = unmet.city_id

    union all by name
    select unmet.city_id, unmet.role, 2 as step, 'pipeline_network' as offer, won.* exclude (city_id, role)
    from unmet
    join being_won as won on won.role = unmet.role and won.city_id is null

    union all by name
    select unmet.city_id, unmet.role, 3 as step, 'elsewhere' as offer, alive.partnership_id, alive.partner_id, true as is_dated
    from unmet
    join alive on alive.role = unmet.role
    join partners_at_work as work on work.partner_id = alive.partner_id and work.has_free_hands
),

best as (
    select
        offers.city_id,
        offers.role,
        offers.partner_id,
        knowing.is_dated_only,
        min_by(
            struct_pack(
                step := offers.step, offer := offers.offer, stage := offers.stage, stage_on := offers.stage_on,
                planned_on := offers.planned_on
            ),
            (offers.step, -coalesce(stage_level(offers.stage), 0), offers.partnership_id)
        ) as one
    from offers
    cross join (values (false), (true)) as knowing (is_dated_only)
    where
        (offers.is_dated or not knowing.is_dated_only)
        and not exists (
            select 1
            from started as silent
            where silent.partner_id = offers.partner_id
                and silent.role = offers.role
                and (silent.city_id = offers.city_id or silent.city_id is null)
        )
    group by offers.city_id, offers.role, offers.partner_id, knowing.is_dated_only
),

placed as (
    select
        best.city_id,
        best.role,
        best.partner_id,
        best.is_dated_only,
        partners.name as partner,
        partners.sector,
        best.one.offer,
        best.one.stage,
        best.one.stage_on,
        best.one.planned_on,
        coalesce(partners.country = unmet.country, false) as is_same_country,
        coalesce(list_contains(work.languages, unmet.language), false) as is_same_language,
        coalesce(list_contains(work.themes, unmet.theme), false) as is_same_theme,
        coalesce(work.active_partnerships, 0) as active_partnerships,
        coalesce(work.has_free_hands, true) as has_free_hands,
        work.heard_on,
        work.last_on,
        unmet.is_met_by_silent,
        row_number() over (
            partition by best.city_id, best.role, best.is_dated_only
            order by
                best.one.step, coalesce(stage_level(best.one.stage), 0) desc,
                is_same_country desc, is_same_language desc, is_same_theme desc,
                coalesce(work.active_partnerships, 0), partners.name, best.partner_id
        ) as place
    from best
    join unmet on unmet.city_id = best.city_id and unmet.role = best.role
    join partners on partners.partner_id = best.partner_id
    left join partners_at_work as work on work.partner_id = best.partner_id
)

select * exclude (is_met_by_silent), place <= 3 and not is_met_by_silent as is_named
from placed
