-- meaning: From partners identified to common ground, joint actions and what goes on after the funding.
-- meaning_fr: Des partenaires identifiés au terrain d'entente, aux actions conjointes et à ce qui continue après le financement.
-- grain: one row per step
-- grain_fr: une ligne par palier
-- formula: partners / of_partners (the step before)
-- formula_fr: partners / of_partners (le palier précédent)
-- counting: Each step counts among the partners of the step before. Stages: ever reached by the data date. Joint action: at least one has ended. Repeated or scaled: two or more have ended, or one of them is scaled. Continuing: before the funding ends, planned to go on after it; afterwards, active at the data date; silent_partners would go on, but all such partnerships of theirs are silent.
-- counting_fr: Chaque palier compte parmi les partenaires du palier précédent. Étapes : atteintes à la date des données. Action conjointe : au moins une est terminée. Répétée ou déployée : deux ou plus sont terminées, ou l'une est déployée. Suite : avant la fin du financement, prévue au-delà ; ensuite, active à la date des données ; silent_partners : continueraient, mais tous leurs partenariats de cette sorte sont silencieux.
-- source: Himmelman, Collaboration for a change
-- source_fr: Himmelman, Collaboration for a change
-- rows: partner_yield
-- mark: partner_step(step) >= partner_step(answer.step)
-- trace partners: count(*)
-- trace silent_partners: if(partner_step(answer.step) = 6, count(*) filter (is_silent), null)
--   from partner_yield where partner_step(step) >= 5
-- trace of_partners: if(partner_step(answer.step) > 1, count(*), null)
--   from partner_yield where partner_step(step) >= partner_step(answer.step) - 1
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column step: code, identified, contacted, common_ground, joint_action, repeated_or_scaled, and planned_to_continue
--   or, once the funding has ended, continuing
-- column partners: count of partners, on this step, each also on the steps before
-- column of_partners: count of partners, on the step before; null for the first step
-- column silent_partners: count of partners, of the step before, that would stand on the last step were they not silent;
--   null for the other steps
with known as (
    select
        y.*,
        highest >= 0 as is_identified,
        highest >= 1 as is_contacted,
        has_common_ground and completed >= 1 as has_action,
        has_common_ground and completed >= 1 and (completed >= 2 or scaled >= 1) as is_repeated,
        is_repeated and is_continuing as goes_on,
        is_repeated and is_silent as is_held_up
    from partner_yield_now as y
    where partner_id in (
        select partner_id
        from partnerships_now as p
        where chosen($cities, p.city_id) and chosen($countries, p.city_country) and chosen($themes, p.city_theme)
            and chosen($sectors, p.sector) and chosen($roles, p.role)
    )
),

steps as (
    select 1 as position, 'identified' as step, count(*) filter (is_identified) as partners, null::bigint as silent_partners from known
    union all select 2, 'contacted', count(*) filter (is_contacted), null from known
    union all select 3, 'common_ground', count(*) filter (has_common_ground), null from known
    union all select 4, 'joint_action', count(*) filter (has_action), null from known
    union all select 5, 'repeated_or_scaled', count(*) filter (is_repeated), null from known
    union all
    select
        6,
        if((select funding_ends_on < $data_date from networks where network_id = $network),
            'continuing', 'planned_to_continue'),
        count(*) filter (goes_on),
        count(*) filter (is_held_up)
    from known
),

compared as (
    select *, lag(partners) over (order by position) as of_partners from steps
)

select step, partners, of_partners, silent_partners
from compared
where exists (from known where is_identified)
order by position
