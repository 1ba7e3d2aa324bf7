-- meaning: How many partners ever reached each stage of the ladder, of those that reached the stage before.
-- meaning_fr: Combien de partenaires ont atteint chaque étape de l'échelle, parmi ceux qui avaient atteint la précédente.
-- grain: one row per stage, identified to collaborating; none when no stage is recorded
-- grain_fr: une ligne par étape, de identifié à collaboration ; aucune si aucune étape n'est enregistrée
-- formula: partners / of_partners; median_days = median length of the finished stays in the stage
-- formula_fr: partners / of_partners ; median_days = durée médiane des passages terminés dans l'étape
-- counting: A partner counts once, by its furthest partnership up to the data date; one that skipped a stage has reached it. Stays still going on are left out of the median.
-- counting_fr: Un partenaire compte une fois, par son partenariat le plus avancé à la date des données ; qui a sauté une étape l'a atteinte. Les passages en cours ne comptent pas dans la médiane.
-- source: Himmelman, Collaboration for a change
-- rows: partner_stages
-- mark: level >= stage_level(answer.stage)
-- trace partners: count(distinct partner_id)
-- trace of_partners: if(stage_level(answer.stage) > 0, count(distinct partner_id), null)
--   from partner_stages where level >= stage_level(answer.stage) - 1
-- trace median_days: median(left_on - entered_on) from partner_stages
--   where stage = answer.stage and left_on is not null
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column partners: count of partners, whose furthest partnership ever reached this stage or a later one by the data
--   date
-- column of_partners: count of partners, that reached the stage before; null for the first stage
-- column median_days: days, median length of the stays in this stage that are over; null without any
with chosen_partnerships as (
    select partnership_id, partner_id, highest
    from partnerships_now
    where chosen($cities, city_id) and chosen($countries, city_country) and chosen($themes, city_theme)
        and chosen($sectors, sector) and chosen($roles, role)
),

reached as (
    select partner_id, max(highest) as highest
    from chosen_partnerships
    where highest is not null
    group by partner_id
),

counted as (
    select
        ladder.stage,
        stage_level(ladder.stage) as level,
        count(reached.partner_id) as partners
    from (select unnest(ladder('stage')) as stage) as ladder
    left join reached on reached.highest >= stage_level(ladder.stage)
    group by ladder.stage
),

stays as (
    select stage, median(left_on - entered_on) as median_days
    from stays_now
    where left_on is not null
        and partnership_id in (select partnership_id from chosen_partnerships)
    group by stage
),

steps as (
    select *, lag(partners) over (order by level) as of_partners
    from counted
    where exists (from reached)
)

select
    steps.stage,
    steps.partners,
    steps.of_partners,
    stays.median_days
from steps
left join stays on stays.stage = steps.stage
order by steps.level
