-- meaning: Months ahead of or behind its own plan for each city, with agreed pauses counted, and when it would end.
-- meaning_fr: Mois d'avance ou de retard de chaque ville sur son propre plan, pauses convenues comptées, et fin prévisible.
-- grain: one row per city of the network, worst first
-- grain_fr: une ligne par ville du réseau, la plus en retard d'abord
-- formula: SV(t) = ES − AT; adjusted: AT less the days of agreed pauses; late_days = −adjusted SV(t); status by late_days and steps overdue
-- formula_fr: SV(t) = ES − AT ; corrigé : AT moins les jours de pause convenue ; late_days = −SV(t) corrigé ; situation d'après late_days et les étapes en retard
-- counting: A milestone counts fully when done, not before; a dropped one leaves the plan only with a recorded decision.
-- counting_fr: Un jalon compte en entier une fois atteint, pas avant ; un jalon abandonné ne quitte le plan qu'avec
--   une décision consignée.
-- source: Lipke 2003, earned schedule; PMI practice standard for earned value management, appendix D
-- source_fr: Lipke 2003, calendrier acquis ; norme de pratique du PMI sur la valeur acquise, annexe D
-- rows: journey_grid
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column counted_to: date, the data date, or the day the city left when that is earlier
-- column clock_on: date, end of AT: the last completion once every step of the plan is done, else counted_to
-- column has_left: yes or no, whether the city had left by the data date
-- column is_all_done: yes or no, whether every step that is not dropped is done; no without a plan
-- column is_pausing: yes or no, whether an agreed pause is under way on counted_to
-- column bac: weight, of every step of the plan that is not dropped (BAC); null without a plan or when every step is
--   dropped
-- column ev: weight, of the steps done by counted_to (EV); null without a plan
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
--   null while nothing is done or pace_why says why
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
-- column standing: code, completed, left, not_started, paused or running
-- column late_days: days, adjusted AT less adjusted ES: late (+) or early (-) by what was agreed; 0 before any day outside
--   an agreed pause
-- column on_plan_days: days, the rule: late by no more a city is on plan
-- column behind_days: days, the rule: late by more a city is behind
-- column overdue_steps: count of milestones, not done, not dropped, and awaited since more than the rule on_time_days,
--   agreed pauses counted
-- column has_joined: yes or no, whether the city had joined by the data date
-- column status: code, completed, left, not_started or paused, or of a running city behind (late by far), watch
--   (late, or a step overdue), agreed_late (late only without agreed pauses) or on_plan
-- column is_late: yes or no, watch or behind and late_days above 0
-- column is_late_as_agreed: yes or no, agreed_late, or paused and late by more than on_plan_days only without the pauses
-- column pace_why: code, why the pace cannot be stated: not_joined, no_plan, all_dropped or first_day; null when it can
-- column forecast_why: code, why the trend gives no end: nothing_done, too_far (beyond a century), or not_joined,
--   no_plan, all_dropped or first_day as in pace_why; null when it does
-- column tspi_why: code, why there is no tspi: finished, past_planned_end, or not_joined, no_plan, all_dropped or
--   first_day as in pace_why; null when there is
select
    c.city_id, c.name, c.country, c.theme,
    p.joined_on <= $data_date::date as has_joined,
    p.* exclude (city_id, as_of)
from pace_now as p
join cities as c using (city_id)
where ($cities is null or list_contains($cities, c.city_id))
    and ($countries is null or list_contains($countries, c.country))
    and ($themes is null or list_contains($themes, c.theme))
order by p.sv_days nulls last, c.name, c.city_id
