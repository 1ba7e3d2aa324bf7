-- meaning: Pace of each city against its own agreed plan, at the data date.
-- meaning_fr: Allure de chaque ville par rapport à son propre plan convenu, à la date des données.
-- grain: one row per city of the network
-- grain_fr: une ligne par ville du réseau
-- formula: SV(t) = ES − AT in days; SPI(t) = ES / AT; end = AT + (PD − ES) / PF with PF = 1 and PF = SPI(t);
--   TSPI = (PD − ES) / (PD − AT); adjusted: the same with the days of agreed pauses taken from AT
-- formula_fr: SV(t) = ES − AT en jours ; SPI(t) = ES / AT ; fin = AT + (PD − ES) / PF avec PF = 1 et PF = SPI(t) ;
--   TSPI = (PD − ES) / (PD − AT) ; corrigé : de même, les jours de pause convenue étant ôtés de AT
-- counting: A milestone counts fully when done, not before; a dropped one leaves the plan only with a recorded decision;
--   one without an agreed day does not count. One done at the latest on a day counts from that day; the city is not
--   called late by it.
-- counting_fr: Un jalon compte en entier une fois atteint, pas avant ; un jalon abandonné ne quitte le plan qu'avec
--   une décision consignée ; sans date convenue, il ne compte pas. Atteint au plus tard un jour donné, il compte à partir
--   de ce jour ; la ville n'est pas dite en retard à cause de lui.
-- source: Lipke 2003, earned schedule; PMI practice standard for earned value management, appendix D
-- source_fr: Lipke 2003, calendrier acquis ; norme de pratique du PMI sur la valeur acquise, annexe D
-- table: cities
-- rows: journey_grid
-- mark: city_id = answer.city_id
-- trace es_days: pace_of(baseline_on, weight, done_on, state, answer.city_id, $data_date).es_days
-- trace at_days: pace_of(baseline_on, weight, done_on, state, answer.city_id, $data_date).at_days
-- trace sv_days: pace_of(baseline_on, weight, done_on, state, answer.city_id, $data_date).sv_days
-- trace spi_t: pace_of(baseline_on, weight, done_on, state, answer.city_id, $data_date).spi_t
-- trace forecast_end_planned_on:
--   pace_of(baseline_on, weight, done_on, state, answer.city_id, $data_date).forecast_end_planned_on
-- trace forecast_end_trend_on:
--   pace_of(baseline_on, weight, done_on, state, answer.city_id, $data_date).forecast_end_trend_on
-- trace tspi: pace_of(baseline_on, weight, done_on, state, answer.city_id, $data_date).tspi
-- trace adjusted_sv_days: pace_of(baseline_on, weight, done_on, state, answer.city_id, $data_date).adjusted_sv_days
-- mark cities: city_id = answer.city_id
-- mark pauses: city_id = answer.city_id and is_agreed
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column city_id: code, of the city
-- column es_days: days, from joining to the day by which the plan had reached the work done (ES); null when pace_why
--   says why
-- column at_days: days, from joining to clock_on (AT); null before the city joins
-- column sv_days: days, ES less AT: ahead (+) or behind (-) the agreed plan; null when pace_why says why
-- column spi_t: ratio, ES over AT, 1 is on plan; null when pace_why says why, and when AT is 0
-- column forecast_end_planned_on: date, joining plus end_planned_days; null when that is null or beyond a century
-- column forecast_end_trend_on: date, joining plus end_trend_days; null when forecast_why says why
-- column tspi: ratio, pace needed from now on to end on plan, (PD - ES) / (PD - AT); null when tspi_why says why
-- column adjusted_sv_days: days, adjusted ES less adjusted AT: ahead (+) or behind (-); null when adjusted_es_days is
-- column status: code, completed, left, not_started, not_judged (no step has an agreed day) or paused, or of a running
--   city behind (late by far), watch (late, or a step overdue), agreed_late (late only without agreed pauses) or on_plan
select
    city_id,
    es_days,
    at_days,
    sv_days,
    spi_t,
    forecast_end_planned_on,
    forecast_end_trend_on,
    tspi,
    adjusted_sv_days,
    status
from pace_now
order by city_id
