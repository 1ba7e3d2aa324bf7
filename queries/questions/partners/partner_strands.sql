-- meaning: The strands of work with a partner: for whom, in which role, why and how, where each stands and should go.
-- meaning_fr: Les volets de travail avec un partenaire : pour qui, dans quel rôle, pourquoi et comment, où en est chacun et où il devrait aller.
-- grain: one row per partnership of the partner
-- grain_fr: une ligne par partenariat de ce partenaire
-- formula: gap_steps = target stage - stage, in steps of the ladder
-- formula_fr: gap_steps = étape visée - étape atteinte, en échelons
-- counting: Fit with values and priorities, and willingness, are the programme's own ratings from 1 to 4.
-- counting_fr: L'accord avec les valeurs et les priorités, et la volonté, sont notés de 1 à 4 par le programme.
-- source: Himmelman, Collaboration for a change
-- table: partnerships
-- trace gap_steps: any_value(stage_level(target_stage) - stage_level(stage_on(partnership_id, $data_date)))
--   from table partnerships where partnership_id = answer.partnership_id
-- mark stages: partnership_id = answer.partnership_id
-- example: {"network": "astrolabe", "partner": "atelier-lacets", "data_date": "2026-06-30"}
-- column city: name, of the city; null for the network as a whole
-- column reasons: text, why this partner; null when not said
-- column manner: text, how the work is done; null when not said
-- column starts_on: date, the work really started; null when not by the data date
-- column ends_on: date, the work ended or is to end; null without an end and before the start
-- column is_active: yes or no, whether the partnership is active at the data date: under way and not silent
-- column is_silent: yes or no, whether it is under way and silent
-- column stage: code, the last stage entered by the data date; null without any
-- column stage_on: date, that stage was entered; null without any
-- column partnership_state: code, planned, not_begun (in a stage, no start planned), active, silent, over or given_up (closed
--   before it began)
-- column gap_steps: number of rungs, from the stage to the target, negative beyond it; null without a target, without a
--   stage and once closed
select
    p.partnership_id, p.partner_id, p.city_id, cities.name as city, p.role, p.typology, p.purpose, p.why as reasons, p.how as manner,
    p.planned_on,
    case when p.has_started then p.starts_on end as starts_on,
    case when p.has_started then p.ends_on end as ends_on,
    case
        when p.is_under_way then if(last.is_silent, 'silent', 'active')
        when p.has_started then 'over'
        when p.stage = 'closed' then 'given_up'
        when coalesce(p.planned_on, p.starts_on) is not null then 'planned'
        else 'not_begun'
    end as partnership_state,
    last.is_active, last.is_silent, p.stage, p.stage_on, p.target_stage,
    stage_level(p.target_stage) - stage_level(p.stage) as gap_steps,
    p.agreement, p.is_planned_after_funding, p.values_fit, p.priorities_fit, p.willingness
from partnerships_now as p
join last_activities_now as last using (partnership_id)
left join cities on cities.city_id = p.city_id
where p.partner_id = $partner and (p.known_on is not null or p.planned_on is not null)
order by p.is_under_way desc, p.starts_on, p.partnership_id
