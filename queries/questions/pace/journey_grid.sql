-- meaning: Every step of every city's learning journey and its state at the data date.
-- meaning_fr: Chaque jalon du parcours d'apprentissage de chaque ville et son état à la date des données.
-- grain: one row per city and milestone of its plan
-- grain_fr: une ligne par ville et jalon de son plan
-- formula: days_late = done_on − agreed day when done before it, 0 up to the agreed day + agreed pauses until then, from
--   there on done_on − that day; of an overdue step data date − (agreed day + agreed pauses)
-- formula_fr: days_late = fait le − convenu le si c'est avant, 0 jusqu'au jour convenu + pauses convenues d'ici là, au-delà
--   fait le − ce jour ; pour une étape en retard, date des données − (jour convenu + pauses convenues)
-- counting: On time means within on_time_days (15 by default) of the date agreed; overdue, open for longer than that after
--   it, agreed pauses counted. A re-plan moves neither.
-- counting_fr: À temps veut dire à on_time_days jours près (15 par défaut) de la date convenue ; en retard, ouverte plus
--   longtemps après elle, pauses convenues comptées. Une replanification ne change ni l'un ni l'autre.
-- source: Cadence's own convention
-- source_fr: convention propre à Cadence
-- table: progress
-- trace position: any_value(position) from table milestones where milestone_id = answer.milestone_id
-- trace weight: coalesce(any_value(weight), 1) from table milestones where milestone_id = answer.milestone_id
-- trace phase_position: any_value(position) from table phases where phase_id = answer.phase_id
-- trace days_late: any_value(case
--   when answer.done_on is not null and answer.baseline_on is not null then done_on - least(
--   greatest(done_on, answer.baseline_on), answer.baseline_on + len(days_paused(answer.city_id, answer.done_on))::integer
--   )
--   when answer.state = 'overdue' then counted_to(answer.city_id, $data_date) - answer.baseline_on
--   - len(days_paused(answer.city_id, counted_to(answer.city_id, $data_date)))::integer
--   end) from table progress where city_id = answer.city_id and milestone_id = answer.milestone_id
-- trace on_time_days: rule_made(network_id, rule, value, $network, 'on_time_days')
--   from table rules where rule = 'on_time_days' and network_id in ($network, '*')
-- mark cities: city_id = answer.city_id
-- mark pauses: city_id = answer.city_id and is_agreed
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column name_en: name, of the milestone in English
-- column name_fr: name, of the milestone in French
-- column position: number, place of the milestone in the journey, 1 is the first
-- column phase_name_en: name, of the milestone's phase in English; null when the phase is not published
-- column phase_name_fr: name, of the milestone's phase in French; null when the phase is not published
-- column phase_position: number, place of the phase in the journey, 1 is the first; null when the phase is not
--   published
-- column done_on: date, the milestone was reached; null when not by the data date or the day the city left
-- column baseline_on: date, agreed with the city, as it holds at the data date; null while none is
-- column earlier_on: date, agreed before the last decision to re-baseline; null where none changed it
-- column state: code, done_early, done_on_time, done_late, done_by (at the latest on done_on), done (no agreed day),
--   dropped, not_reached (the city left), not_agreed (to do, no agreed day), overdue, due_soon, replanned or not_due
-- column days_late: days, done less agreed (negative: early), or of an overdue step those since its agreed
--   date, agreed pauses taken off; null for every other step; the most it can be where is_done_latest
-- column is_done_latest: yes or no, whether it is only known that the step was done at the latest on done_on
-- column earliest_done_on: date, from which the step may count as done: done_on, or the agreed day when that is earlier and
--   is_done_latest; null when not by the data date
-- column awaited_on: date, the day agreed, put off by the agreed pauses until then
-- column on_time_days: days, the rule of that name of the network
-- column note: text, what is worth remembering of the step, why it is late among it; null when nothing was said, and while
--   a step done later was not done, as the note may tell of that
-- column is_dropped_undecided: yes or no, whether the step is marked as dropped without a decision that takes it out of
--   the plan
select
    c.city_id, c.name, s.milestone_id, m.name_en, m.name_fr, m.position,
    h.phase_id, h.name_en as phase_name_en, h.name_fr as phase_name_fr, h.position as phase_position,
    s.weight::double as weight, s.baseline_on, s.earlier_on, s.planned_on,
    case when s.is_done then s.done_on end as done_on,
    step_state(
        s.is_done, s.done_by, s.is_dropped, coalesce(s.counted_to >= c.left_on, false), s.is_overdue, s.baseline_on, s.planned_on,
        s.awaited_on, s.done_on, s.counted_to, s.on_time_days, s.due_soon_days
    ) as state,
    case
        when s.is_done and s.baseline_on is not null then s.done_on - least(greatest(s.done_on, s.baseline_on), s.awaited_on)
        when state = 'overdue' then s.counted_to - s.awaited_on
    end as days_late,
    s.done_by as is_done_latest,
    case when s.is_maybe_done then s.earliest_done_on end as earliest_done_on,
    s.awaited_on,
    s.on_time_days,
    s.is_marked_dropped and not s.is_dropped as is_dropped_undecided,
    g.evidence_grade, g.evidence_url,
    case when s.is_done or g.done_on is null then g.note end as note
from steps_now as s
join cities as c using (city_id)
join milestones as m using (milestone_id)
join progress as g on g.city_id = s.city_id and g.milestone_id = s.milestone_id
left join phases as h on h.phase_id = m.phase_id
where ($cities is null or list_contains($cities, c.city_id))
    and ($countries is null or list_contains($countries, c.country))
    and ($themes is null or list_contains($themes, c.theme))
    and ($city::varchar is null or c.city_id = $city)
    and ($milestone::varchar is null or s.milestone_id = $milestone)
order by c.name, c.city_id, h.position, m.position, s.milestone_id
