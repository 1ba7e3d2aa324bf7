-- meaning: What each phase begun by now expects, beside where the cities stand in its steps.
-- meaning_fr: Ce qu'attend chaque phase commencée, à côté de l'avancée des villes dans ses jalons.
-- grain: one row per phase begun by the data date, in order
-- grain_fr: une ligne par phase commencée à la date des données, dans l'ordre
-- formula: phase_state: past or current at the data date; cities_done = cities that have done every step of the phase agreed
--   with them
-- formula_fr: phase_state : passée ou en cours à la date des données ; cities_done = villes ayant atteint tous les jalons de
--   la phase convenus avec elles
-- counting: Steps in the plans of member cities, or of the chosen city as it stood, also once it has left. Dropped steps do
--   not count.
-- counting_fr: Jalons des plans des villes membres, ou de la ville choisie telle qu'elle était, même partie. Les jalons
--   abandonnés ne comptent pas.
-- source: the phases, milestones and progress tables
-- source_fr: les tables phases, milestones et progress
-- known: progress
-- table: phases
-- rows: journey_grid
-- mark: phase_id = answer.phase_id and state <> 'dropped'
--   and if($city::varchar is null, city_id in (select c.city_id from cities as c where c.network_id = $network
--   and c.joined_on <= $data_date and coalesce(c.left_on > $data_date, true)), city_id = $city)
-- trace cities: nullif(count(distinct city_id), 0)
-- trace cities_done: if(count(*) > 0,
--     count(distinct city_id) - count(distinct city_id) filter (state not like 'done%'), null)
-- trace steps: nullif(count(*), 0)
-- trace steps_done: if(count(*) > 0, count(*) filter (state like 'done%'), null)
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column phase_state: code, past or current at the data date
-- column cities: count of cities, with steps of the phase in their plan; null without any
-- column cities_done: count of cities, of those that have done all of these; null without any
-- column steps: count of steps, of the phase in these plans; null without any
-- column steps_done: count of steps, of those that were done by the data date; null without any
-- column steps_done_why: code, why there is nothing to count: no_step_in_phase; null when there is
with own as (
    select m.phase_id, s.city_id, count(*) as steps, count(*) filter (s.is_done) as steps_done
    from steps_now as s
    join milestones as m using (milestone_id)
    where not s.is_dropped
        and if($city::varchar is null, s.city_id in (select city_id from members_now where is_member), s.city_id = $city)
    group by m.phase_id, s.city_id
)

select
    p.phase_id, p.position, p.name_en, p.name_fr, p.starts_on, p.ends_on, p.expectation_en, p.expectation_fr,
    if(p.ends_on < $data_date::date, 'past', 'current') as phase_state,
    nullif(count(own.city_id), 0) as cities,
    if(count(own.city_id) > 0, count(*) filter (own.steps_done = own.steps), null) as cities_done,
    sum(own.steps)::bigint as steps,
    sum(own.steps_done)::bigint as steps_done,
    if(count(own.city_id) > 0, null, 'no_step_in_phase') as steps_done_why
from phases as p
left join own using (phase_id)
where p.network_id = $network and p.starts_on <= $data_date::date
group by all
order by p.position, p.phase_id
