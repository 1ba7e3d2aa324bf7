-- meaning: One city: who it is, where it stands against its plan, when it would end.
-- meaning_fr: Une ville : qui elle est, où elle en est de son plan, quand elle finirait.
-- grain: one row, the city; none when it is not of this network
-- grain_fr: une ligne, la ville ; aucune si elle n'est pas de ce réseau
-- formula: as in the pace of cities; next step: the earliest step not done yet, by its re-plan or else its baseline
-- formula_fr: comme pour l'allure des villes ; prochain jalon : le plus proche non atteint, à la date replanifiée, sinon convenue
-- counting: A milestone counts fully when done, not before; a dropped one leaves the plan only with a recorded decision.
-- counting_fr: Un jalon compte en entier une fois atteint, pas avant ; un jalon abandonné ne quitte le plan qu'avec
--   une décision consignée.
-- source: Lipke 2003, earned schedule; PMI practice standard for earned value management, appendix D
-- source_fr: Lipke 2003, calendrier acquis ; norme de pratique du PMI sur la valeur acquise, annexe D
-- table: cities
-- rows: journey_grid
-- mark: city_id = answer.city_id
-- trace steps: count(*) filter (state <> 'dropped')
-- trace steps_done: count(done_on)
-- trace next_on: min(coalesce(planned_on, baseline_on)) filter (done_on is null and state <> 'dropped')
-- trace active_partners: count(distinct partner_id) from table partnerships where city_id = answer.city_id
--   and is_alive_on(partnership_id, partner_id, city_id, starts_on, ends_on, $network,
--     $data_date_of_partnerships, $data_date_of_activities)
-- traces: pace_strip
-- example: {"network": "astrolabe", "data_date": "2026-06-30", "city": "ndiassore"}
-- column counted_to: date, the data date, or the day the city left when that is earlier
-- column clock_on: date, end of AT: the last completion once every step with an agreed day is done, else counted_to
-- column has_left: yes or no, whether the city had left by the data date
-- column is_all_done: yes or no, whether every step that is not dropped is done; no without a plan
-- column is_pausing: yes or no, whether an agreed pause is under way on counted_to
-- column bac: weight, of every step with an agreed day that is not dropped (BAC); null when there is none
-- column ev: weight, of the steps with an agreed day done by counted_to (EV); null without a plan
-- column pv: weight, of the steps agreed for clock_on or earlier (PV); null when bac is
-- column planned_days: days, from joining to the last agreed date of the plan (PD); null when bac is
-- column dropped: count of steps, left out of the plan by a recorded decision; null without a plan
-- column at_days: days, from joining to clock_on (AT); null before the city joins
-- column es_days: days, from joining to the day by which the plan had reached the work done (ES); null when pace_why
--   says why
-- column sv_days: days, ES less AT: ahead (+) or behind (-) the agreed plan; null when pace_why says why
-- column spi_t: ratio, ES over AT, 1 is on plan; null when pace_why says why, and when AT is 0
-- column paused_days: days, of agreed pauses between joining and clock_on; 0 without any
-- column adjusted_at_days: days, AT less paused_days; negative before the city joins
-- column adjusted_es_days: days, ES against the plan as it stands at adjusted_at_days; null when bac is, and while
--   adjusted_at_days is not above 0 unless all is done
-- column adjusted_sv_days: days, adjusted ES less adjusted AT: ahead (+) or behind (-); null when adjusted_es_days is
-- column adjusted_spi_t: ratio, adjusted ES over adjusted AT; null when adjusted_es_days is, and when adjusted AT is 0
-- column end_planned_days: days, from joining to the end if the rest goes at the pace of the plan; AT once all is done;
--   null while nothing is done, pace_why says why, or only steps without an agreed day are left
-- column end_trend_days: days, from joining to the end if the rest goes at the pace so far; AT once all is done; null
--   while nothing is done or ES is 0, or pace_why says why
-- column adjusted_end_planned_days: days, the same as end_planned_days with agreed pauses not counted; null while
--   nothing is done or adjusted_es_days is null
-- column adjusted_end_trend_days: days, the same as end_trend_days with agreed pauses not counted; null while nothing
--   is done, or adjusted_es_days is null or 0
-- column forecast_end_planned_on: date, joining plus end_planned_days; null when that is null or beyond a century
-- column forecast_end_trend_on: date, joining plus end_trend_days; null when forecast_why says why
-- column tspi: ratio, pace needed from now on to end on plan, (PD - ES) / (PD - AT); null when tspi_why says why
-- column adjusted_tspi: ratio, the same with adjusted ES and AT; null once all is done, or when adjusted AT is not
--   between 0 and PD
-- column standing: code, completed, left, not_started, not_judged, paused or running
-- column late_days: days, adjusted AT less adjusted ES: late (+) or early (-) by what was agreed; 0 before any day outside
--   an agreed pause; the least it can be where a step is only known to be done at the latest on a day
-- column is_at_most: yes or no, whether sv_days tells how late the city is at most, because of such steps
-- column unagreed_steps: count of steps, not dropped, without an agreed day: they count in none of these figures
-- column is_judged_in_part: yes or no, whether the city has such steps beside others that have an agreed day
-- column on_plan_days: days, the rule: late by no more a city is on plan
-- column behind_days: days, the rule: late by more a city is behind
-- column overdue_steps: count of milestones, not done, not dropped, and awaited since more than the rule on_time_days,
--   agreed pauses counted
-- column status: code, completed, left, not_started, not_judged (no step has an agreed day) or paused, or of a running
--   city behind (late by far), watch (late, or a step overdue), agreed_late (late only without agreed pauses) or on_plan
-- column is_late: yes or no, watch or behind and late_days above 0
-- column is_late_as_agreed: yes or no, agreed_late, or paused and late by more than on_plan_days only without the pauses
-- column pace_why: code, why the pace cannot be stated: not_joined, no_plan, no_agreed_day, all_dropped or
--   first_day; null when it can
-- column forecast_why: code, why the trend gives no end: nothing_done, too_far (beyond a century), undated_steps
--   (what is left has no agreed day), or not_joined, no_plan, no_agreed_day, all_dropped or
--   first_day as in pace_why; null when it does
-- column tspi_why: code, why there is no tspi: finished, past_planned_end, undated_steps (what is left has no
--   agreed day), or
--   not_joined, no_plan, no_agreed_day, all_dropped or first_day as in pace_why; null when there is
-- column steps: count of steps, of the city's plan that are not dropped
-- column steps_done: count of steps, of those that were done by the data date or the day the city left
-- column next_on: date, the earliest of the steps not done, re-planned or else agreed; null when none is left or none of
--   those left has a date
-- column next_en: name, of that step in English; null when none is left
-- column next_fr: name, of that step in French; null when none is left
-- column active_partners: count of partners, with an active partnership of this very city that is not silent
with steps as (
    select s.*, m.name_en, m.name_fr, m.position, coalesce(s.planned_on, s.baseline_on) as due_on
    from steps_now as s
    join milestones as m using (milestone_id)
    where s.city_id = $city and not s.is_dropped
),
counts as (
    select
        count(*) as steps, count(*) filter (is_done) as steps_done,
        min(due_on) filter (not is_done) as next_on,
        arg_min(name_en, (coalesce(due_on, date 'infinity'), position)) filter (not is_done) as next_en,
        arg_min(name_fr, (coalesce(due_on, date 'infinity'), position)) filter (not is_done) as next_fr
    from steps
),
help as (
    select count(distinct p.partner_id) as active_partners
    from partnerships_now as p
    join last_activities_now as last using (partnership_id)
    where p.city_id = $city and last.is_active
)
select
    c.city_id, c.name, c.country, c.theme, c.language, c.population, c.latitude, c.longitude,
    c.left_on, c.left_reason,
    p.* exclude (city_id, as_of),
    n.*, h.active_partners
from cities as c
join pace_now as p using (city_id)
cross join counts as n
cross join help as h
where c.city_id = $city
