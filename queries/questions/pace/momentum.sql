-- meaning: Is each city moving now: work done against work due in the last three months, pace needed to the end, last sign.
-- meaning_fr: Chaque ville avance-t-elle : travail fait et dû ces trois derniers mois, allure à tenir, dernier signe de vie.
-- grain: one row per city of the network
-- grain_fr: une ligne par ville du réseau
-- formula: momentum = weight done / weight due, both in the last 3 months; required rate = (BAC − EV) / months left;
--   stalled: recency > max(rule stalled_days, 2 × median planned gap), something due, no agreed pause
-- formula_fr: élan = poids fait / poids dû, tous deux sur 3 mois ; à tenir par mois = (BAC − EV) / mois restants ;
--   à l'arrêt : dernier signe > max(règle stalled_days, 2 × écart médian prévu), quelque chose est dû, pas de pause convenue
-- counting: Evidence is a milestone done, a check-in held or an activity the city took part in. When nothing was due there
--   is no momentum to state. For a city that left, everything stands as on the day it left.
-- counting_fr: Un signe de vie est un jalon atteint, un point de suivi tenu ou une activité de la ville. Quand rien n'était dû,
--   il n'y a pas d'élan à indiquer. Pour une ville partie, tout reste comme au jour de son départ.
-- source: Cadence's own convention
-- source_fr: convention propre à Cadence
-- rows: journey_grid
-- mark: city_id = answer.city_id
-- trace done_weight: sum(if(baseline_on is not null and is_recent(done_on, 3, answer.city_id, $data_date), weight, 0))
-- trace due_weight: sum(if(state <> 'dropped' and is_recent(baseline_on, 3, answer.city_id, $data_date), weight, 0))
-- trace momentum_share:
--   sum(if(baseline_on is not null and is_recent(done_on, 3, answer.city_id, $data_date), weight, 0))
--   / nullif(sum(if(state <> 'dropped' and is_recent(baseline_on, 3, answer.city_id, $data_date), weight, 0)), 0)
-- trace weight_left: sum(if(done_on is null and baseline_on is not null and state <> 'dropped', weight, 0))
-- trace months_left: nullif(greatest(
--   (max(baseline_on) filter (state <> 'dropped') - counted_to(answer.city_id, $data_date)) / 30.4375, 0
--   ), 0)
-- trace required_per_month: case when answer.standing not in ('left', 'completed') then
--   sum(if(done_on is null and baseline_on is not null and state <> 'dropped', weight, 0))
--   / nullif(greatest(
--   (max(baseline_on) filter (state <> 'dropped') - counted_to(answer.city_id, $data_date)) / 30.4375, 0
--   ), 0)
--   end
-- trace recency_days: nullif(greatest(any_value(
--   counted_to(answer.city_id, $data_date)
--   - coalesce(last_sign(answer.city_id, counted_to(answer.city_id, $data_date)), joined_on)
--   ), -1), -1) from table cities where city_id = answer.city_id
-- trace limit_days: greatest(
--   (select r.stalled_days from rules_in_force as r where r.network_id = $network),
--   coalesce(2 * median_gap(list(distinct baseline_on order by baseline_on) filter (state <> 'dropped')), 0)
--   )
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column standing: code, completed, left, not_started, not_judged, paused or running
-- column done_weight: weight, of the steps done in the last three months; null without a plan
-- column due_weight: weight, of the steps agreed for the last three months and not dropped; null without a plan
-- column momentum_share: ratio, weight done over weight due, above 1 when more was done than due; null when
--   momentum_share_why says why
-- column momentum_share_why: code, why there is no momentum: no_plan, no_agreed_day or nothing_due; null when there is
-- column weight_left: weight, of the steps neither done nor dropped; null without a plan
-- column months_left: months, of 30.4375 days to the last agreed date of the plan; null once past or without a plan
-- column required_per_month: weight, to be done in each month left; null when required_per_month_why says why
-- column required_per_month_why: code, why there is nothing to require: left, completed, no_plan,
--   no_agreed_day or past_planned_end; null when there is
-- column last_evidence_on: date, of the newest sign of life by the data date or the day the city left; null without any
-- column last_evidence: code, what that sign was: milestone, checkin or activity; none without any
-- column recency_days: days, since the newest sign of life, or since joining without any; null before the city joins
-- column limit_days: days, without a sign after which the city is stalled: the rule stalled_days, or twice
--   the median gap between agreed dates when longer
-- column stalled_why: code, stalled, or why the city is not called so: recent, nothing_due, completed, left,
--   not_started, not_judged or paused
-- column is_stalled: yes or no, whether the city is running, something is due and the newest sign is older than
--   limit_days
select m.*
from momentum_now as m
join cities as c using (city_id)
where ($cities is null or list_contains($cities, c.city_id))
    and ($countries is null or list_contains($countries, c.country))
    and ($themes is null or list_contains($themes, c.theme))
order by m.is_stalled desc, m.momentum_share nulls last, m.name, m.city_id
