-- meaning: Whether each city is moving: what it has done and what was due in the last three months, and its last sign of life.
-- meaning_fr: Si chaque ville avance : ce qu'elle a fait et ce qui était dû ces trois derniers mois, et son dernier signe de vie.
-- grain: one row per city of the network
-- grain_fr: une ligne par ville du réseau
-- counting: Everything of a city that left stands as on the day it left.
-- counting_fr: Pour une ville partie, tout reste comme au jour de son départ.
-- known: progress
with steps as (
    select * from steps_now where baseline_on is not null
),
-- Without an agreed day a step counts in no pace: it is only done or not.
unagreed as (
    select city_id, count(*) as steps, count(*) filter (not is_done) as steps_left
    from steps_now
    where baseline_on is null and not is_dropped
    group by city_id
),
gaps as (
    select
        city_id,
        baseline_on - lag(baseline_on) over (partition by city_id order by baseline_on) as gap_days
    from (select distinct city_id, baseline_on from steps where not is_dropped)
),
recent as (
    select
        city_id,
        coalesce(sum(weight) filter (is_done and done_on > counted_to - interval 3 month), 0) as done_weight,
        coalesce(sum(weight) filter (
            not is_dropped and baseline_on > counted_to - interval 3 month and baseline_on <= counted_to
        ), 0) as due_weight,
        count(*) filter (not is_done and not is_dropped and baseline_on <= counted_to) as due_steps,
        coalesce(sum(weight) filter (not is_done and not is_dropped), 0) as weight_left,
        max(baseline_on) filter (not is_dropped) as planned_end_on,
        count(*) filter (is_given_up) as given_up
    from steps
    group by city_id
),
members as (
    select
        city_id, name, joined_on,
        coalesce(left_on <= $data_date, false) as has_left,
        least(clock_day($data_date, known.facts_until, known.newest_known), left_on) as counted_to,
        city_id in (select city_id from agreed_pauses() where starts_on <= counted_to and ends_on > counted_to) as is_pausing
    from cities
    join known_cities('progress') as known using (city_id)
    where network_id = $network
),
signs as (
    select e.city_id, max(e.evidence_on) as last_evidence_on, max_by(e.evidence, (e.evidence_on, e.evidence)) as last_evidence
    from city_evidence as e
    join members as m on m.city_id = e.city_id and e.evidence_on <= m.counted_to
    group by e.city_id
),
figures as (
    select
        m.*, r.* exclude (city_id), s.* exclude (city_id),
        city_standing(
            coalesce(r.weight_left = 0 and r.planned_end_on is not null, false) and coalesce(u.steps_left, 0) = 0,
            m.has_left, r.given_up,
            m.joined_on <= m.counted_to and r.planned_end_on is null and u.steps > 0,
            m.joined_on < m.counted_to and r.planned_end_on is not null, m.is_pausing
        ) as standing,
        (r.planned_end_on - m.counted_to) / 30.4375 as months_left,
        r.planned_end_on is null and u.steps > 0 as is_unagreed,
        m.counted_to - coalesce(s.last_evidence_on, m.joined_on) as days_since,
        greatest(rules.stalled_days, coalesce(2 * g.median_gap_days, 0)) as limit_days
    from members as m
    join rules_in_force as rules on rules.network_id = $network
    left join recent as r using (city_id)
    left join unagreed as u using (city_id)
    left join signs as s using (city_id)
    left join (select city_id, median(gap_days) as median_gap_days from gaps group by city_id) as g using (city_id)
)
select
    city_id, name, standing,
    done_weight::double as done_weight, due_weight::double as due_weight,
    done_weight / nullif(due_weight, 0) as momentum_share,
    case
        when is_unagreed then 'no_agreed_day'
        when due_weight is null then 'no_plan'
        when due_weight = 0 then 'nothing_due'
    end as momentum_share_why,
    weight_left::double as weight_left,
    case when months_left > 0 then months_left end as months_left,
    case when months_left > 0 and standing not in ('left', 'completed') then weight_left / months_left end
        as required_per_month,
    case
        when required_per_month is not null then null
        when standing in ('left', 'completed') then standing
        when is_unagreed then 'no_agreed_day'
        when planned_end_on is null then 'no_plan'
        else 'past_planned_end'
    end as required_per_month_why,
    last_evidence_on,
    coalesce(last_evidence, 'none') as last_evidence,
    case when days_since >= 0 then days_since end as recency_days,
    limit_days,
    stalled_why(standing, coalesce(due_steps, 0), days_since, limit_days) as stalled_why,
    stalled_why = 'stalled' as is_stalled
from figures
