-- meaning: The plan agreed with a city, its re-plan and what it has done, step by step.
-- meaning_fr: Le plan convenu avec une ville, sa replanification et ce qu'elle a fait, jalon par jalon.
-- grain: one row per line (planned, earlier, replanned, done) and step, in order of day
-- grain_fr: une ligne par courbe (planned, earlier, replanned, done) et jalon, par jour
-- formula: total = sum of the weights up to that day
-- formula_fr: total = somme des poids jusqu'à ce jour
-- counting: The re-plan is a second line, drawn only where a date was moved; it never moves the plan
--   agreed. A plan that a decision to re-baseline replaced stays as a line of its own. Steps without an agreed day are on none.
-- counting_fr: La replanification est une seconde courbe, tracée seulement si une date a bougé ; elle ne déplace jamais
--   le plan convenu. Un plan qu'une décision de refondation a remplacé garde sa propre courbe. Les étapes sans date convenue
--   ne sont sur aucune.
-- source: PMI practice standard for earned value management
-- source_fr: norme de pratique du PMI sur la valeur acquise
-- rows: journey_grid
-- mark: state <> 'dropped' and baseline_on is not null and (
--   case answer.line when 'planned' then baseline_on when 'done' then done_on
--   when 'earlier' then coalesce(earlier_on, baseline_on)
--   else coalesce(planned_on, baseline_on) end, position, milestone_id
--   ) <= (
--   answer.day, (select m.position from milestones as m where m.milestone_id = answer.milestone_id),
--   answer.milestone_id
--   )
-- trace weight: any_value(weight) from journey_grid where milestone_id = answer.milestone_id
-- trace total: sum(weight)
-- example: {"network": "astrolabe", "data_date": "2026-06-30", "city": "ndiassore"}
-- column line: code, the line the step stands on: planned, earlier (the plan agreed before), replanned or done
-- column day: date, of the step on its line: agreed, agreed before, re-planned (agreed where it was not moved) or done
-- column total: weight, of the steps on this line up to and with this one
with steps as (
    select s.*, m.name_en, m.name_fr, m.position, coalesce(s.planned_on, s.baseline_on) as due_on
    from steps_now as s
    join milestones as m using (milestone_id)
    where s.city_id = $city and not s.is_dropped and s.baseline_on is not null
),
lines as (
    select 'planned' as line, baseline_on as day, * from steps
    union all by name
    select 'earlier' as line, coalesce(earlier_on, baseline_on) as day, * from steps
    where (select bool_or(earlier_on is not null) from steps)
    union all by name
    select 'replanned' as line, due_on as day, * from steps
    where (select bool_or(planned_on <> baseline_on) from steps)
    union all by name
    select 'done' as line, done_on as day, * from steps where is_done
)
select
    line, day, milestone_id, name_en, name_fr, weight::double as weight,
    sum(weight) over (partition by line order by day, position, milestone_id)::double as total
from lines
order by line, day, total
