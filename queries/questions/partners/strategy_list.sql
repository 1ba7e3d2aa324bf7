-- meaning: The strategy, partnership by partnership: which partner, for whom, why, how, when planned and when begun.
-- meaning_fr: La stratégie, partenariat par partenariat : quel partenaire, pour qui, pourquoi, comment, quand prévu et quand commencé.
-- grain: one row per partnership known or planned at the data date
-- grain_fr: une ligne par partenariat connu ou prévu à la date des données
-- counting: gap_steps: stages of the ladder between the stage reached and the target; empty without a target. Higher is not always the goal.
-- counting_fr: gap_steps : échelons entre l'étape atteinte et l'étape visée ; vide sans cible. Plus haut n'est pas toujours le but.
-- source: the partnerships and stages tables
-- table: partnerships
-- trace gap_steps: any_value(
--     stage_level(target_stage) - coalesce(stage_level(stage_on(partnership_id, $data_date)), 0)
--   ) filter (stage_on(partnership_id, $data_date) is distinct from 'closed')
--   from table partnerships where partnership_id = answer.partnership_id
-- mark stages: partnership_id = answer.partnership_id
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column partner: name, of the partner
-- column city: name, of the city; null for the network as a whole
-- column starts_on: date, the work really started; null when not by the data date
-- column stage: code, the last stage entered by the data date; null without any
-- column partnership_state: code, planned, not_begun (in a stage, no start planned), active, silent, over or given_up (closed
--   before it began)
-- column gap_steps: number of rungs, from the stage to the target, 0 when reached, negative beyond; counted from
--   identified without a stage; null without a target and once closed
select
    p.partnership_id, p.partner_id, p.name as partner, p.city_id, cities.name as city, p.role, p.purpose,
    own.why, own.how, p.planned_on, case when p.has_started then p.starts_on end as starts_on,
    case
        when p.is_under_way then if(last.is_silent, 'silent', 'active')
        when p.has_started then 'over'
        when p.stage = 'closed' then 'given_up'
        when coalesce(p.planned_on, p.starts_on) is not null then 'planned'
        else 'not_begun'
    end as partnership_state,
    p.stage, p.target_stage,
    case
        when p.target_stage is not null and coalesce(p.stage, '') <> 'closed'
            then stage_level(p.target_stage) - coalesce(stage_level(p.stage), 0)
    end as gap_steps
from partnerships_now as p
join partnerships as own using (partnership_id)
join last_activities_now as last using (partnership_id)
left join cities on cities.city_id = p.city_id
where
    (p.known_on is not null or p.planned_on is not null)
    and chosen($cities, p.city_id) and chosen($countries, p.city_country) and chosen($themes, p.city_theme)
    and chosen($sectors, p.sector) and chosen($roles, p.role)
order by coalesce(p.planned_on, p.starts_on) nulls last, partner, p.partnership_id
