-- meaning: A partner in one row: who it is, how far the work has gone, how far it should go, and when something last happened.
-- meaning_fr: Un partenaire en une ligne : qui il est, jusqu'où va le travail, jusqu'où il devrait aller, et quand il s'est passé quelque chose.
-- grain: one row, none for an unknown partner
-- grain_fr: une ligne, aucune pour un partenaire inconnu
-- formula: gap = target stage - stage, in steps of the ladder, of the partnership that stands furthest
-- formula_fr: gap = étape visée - étape atteinte, en échelons, pour le partenariat le plus avancé
-- counting: Stage and target are those of the furthest partnership under way, or if none is of the furthest of all. A higher stage is not always the goal.
-- counting_fr: L'étape et la cible sont celles du partenariat en cours le plus avancé, ou à défaut du plus avancé de tous. Une étape plus haute n'est pas toujours le but.
-- source: Himmelman, Collaboration for a change
-- table: partners
-- rows: partner_strands
-- trace partnerships: count(*)
-- trace active_partnerships: count(*) filter (is_active)
-- trace with_agreement: count(*) filter (is_active and agreement is not null)
-- trace silent_partnerships: count(*) filter (is_silent)
-- trace gap_steps: any_value(gap_steps) from partner_strands where partnership_id = (
--     select partnership_id from rows_of_partner_strands
--     order by (is_active or is_silent) desc, stage_level(stage) desc nulls last, starts_on, partnership_id limit 1
--   )
-- trace activities: count(*) from table activities
--   where network_id = $network and held_on <= $data_date and list_contains(partners, $partner)
-- trace engagements: if(count(*) > 0, coalesce(sum(persons) filter (channel <> 'media'), 0), null)
--   from table audience where activity_id in (
--     select activity_id from activities
--     where network_id = $network and held_on <= $data_date and list_contains(partners, $partner)
--   )
-- trace new_persons: sum(new_persons) filter (channel <> 'media' and is_outside(segment))
--   from table audience where activity_id in (
--     select activity_id from activities
--     where network_id = $network and held_on <= $data_date and list_contains(partners, $partner)
--   )
-- trace persons_with_new: if(count(*) > 0,
--     coalesce(sum(persons) filter (channel <> 'media' and is_outside(segment) and new_persons is not null), 0), null)
--   from table audience where activity_id in (
--     select activity_id from activities
--     where network_id = $network and held_on <= $data_date and list_contains(partners, $partner)
--   )
-- trace media: if(count(*) > 0, coalesce(sum(persons) filter (channel = 'media'), 0), null)
--   from table audience where activity_id in (
--     select activity_id from activities
--     where network_id = $network and held_on <= $data_date and list_contains(partners, $partner)
--   )
-- trace silent_days: $data_date - max(held_on) from table activities
--   where network_id = $network and held_on <= $data_date and list_contains(partners, $partner)
-- trace completed_actions: count(*) from table actions
--   where network_id = $network and list_contains(partners, $partner)
--   and action_state(status, starts_on, action_end(status, ends_on, planned_end_on), $data_date) = 'concluded'
-- example: {"network": "astrolabe", "partner": "atelier-lacets", "data_date": "2026-06-30"}
-- column partnerships: count of partnerships, with the partner known or planned at the data date
-- column active_partnerships: count of partnerships, of those that are active: under way and not silent
-- column with_agreement: count of partnerships, of the active ones whose agreement is recorded
-- column agreement_ends_on: date, the earliest end among these; null when none of them has an end
-- column silent_partnerships: count of partnerships, of those that are under way and silent
-- column roles: list of codes, the roles of these partnerships; null without any
-- column purposes: list of codes, the purposes of these partnerships; null when none states one
-- column stage: code, stage of the furthest partnership under way, or of the furthest of all when none is; null
--   without a stage
-- column target_stage: code, stage that partnership is meant to reach; null without a target
-- column gap_steps: number of rungs, from that stage to its target, negative beyond it; null without a target, without
--   a stage and once closed
-- column activities: count of activities, that name the partner by the data date
-- column engagements: persons, counted at these activities by every channel but media; null when nobody was counted
-- column new_persons: persons, among engagements of people from outside said to be new; null when no count says
-- column persons_with_new: persons, of the counts of people from outside that also say how many are new; null when nobody was counted
-- column media: persons, reached through the channel media, never part of engagements; null when nobody was counted
-- column last_on: date, of the last of these activities; null without any
-- column silent_days: days, from last_on to the data date; null without an activity
-- column light: code, fresh, ageing or silent by silent_days and the rule silent_days; never without an
--   activity
-- column completed_actions: count of actions, joint ones that name the partner and were concluded by the data date
with strands as (
    select *
    from partnerships_now
    join last_activities_now using (partnership_id)
    where partner_id = $partner and (known_on is not null or planned_on is not null)
),

furthest as (
    select *
    from strands
    order by is_under_way desc, stage_level(stage) desc nulls last, starts_on, partnership_id
    limit 1
),

reach as (
    select
        sum(activities)::bigint as activities, sum(engagements)::bigint as engagements, sum(new_persons)::bigint as new_persons,
        sum(persons_with_new)::bigint as persons_with_new, sum(media)::bigint as media, max(last_on) as last_on
    from partner_totals_now
    where partner_id = $partner
)

select
    partners.partner_id, partners.name, partners.sector, partners.country, partners.website, partners.first_contact_on,
    (select count(*) from strands) as partnerships,
    (select count(*) from strands where is_active) as active_partnerships,
    (select count(*) from strands where is_active and agreement is not null) as with_agreement,
    (select min(ends_on) from strands where is_active and agreement is not null) as agreement_ends_on,
    (select count(*) from strands where is_silent) as silent_partnerships,
    (select list_sort(list(distinct role)) from strands) as roles,
    (select list_sort(list(distinct purpose)) from strands where purpose is not null) as purposes,
    furthest.stage,
    furthest.target_stage,
    stage_level(furthest.target_stage) - stage_level(furthest.stage) as gap_steps,
    coalesce(reach.activities, 0) as activities,
    reach.engagements,
    reach.new_persons,
    reach.persons_with_new,
    reach.media,
    reach.last_on,
    $data_date::date - reach.last_on as silent_days,
    freshness_light(
        $data_date::date - reach.last_on, (select silent_days from rules_in_force where network_id = $network)
    ) as light,
    coalesce((select completed from partner_yield_now where partner_id = $partner), 0) as completed_actions
from partners
cross join reach
left join furthest on furthest.partner_id = partners.partner_id
where partners.partner_id = $partner
