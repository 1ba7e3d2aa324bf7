-- Signals about a city on a day, shared by the pace pages and the attention list: whether it is moving, and whether a
-- conversation about closing is due. The questions momentum and close_down explain them.

-- One row per city of the network. Everything of a city that left stands as on the day it left.
create or replace macro momentum_at(of_network, day) as table
with steps as (
    select * from steps_at(of_network, [day])
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
        coalesce(left_on <= day, false) as has_left,
        least(day, coalesce(left_on, day)) as counted_to,
        city_id in (select city_id from agreed_pauses() where starts_on <= day and ends_on > day) as is_pausing
    from cities
    where network_id = of_network
),
signs as (
    select e.city_id, max(e.evidence_on) as last_evidence_on, max_by(e.evidence, e.evidence_on) as last_evidence
    from city_evidence as e
    join members as m on m.city_id = e.city_id and e.evidence_on <= m.counted_to
    group by e.city_id
),
figures as (
    select
        m.*, r.* exclude (city_id), s.* exclude (city_id),
        city_standing(
            coalesce(r.weight_left = 0 and r.planned_end_on is not null, false), m.has_left, r.given_up,
            m.joined_on < m.counted_to and r.planned_end_on is not null, m.is_pausing
        ) as standing,
        (r.planned_end_on - m.counted_to) / 30.4375 as months_left,
        m.counted_to - coalesce(s.last_evidence_on, m.joined_on) as days_since,
        greatest(setting_stalled_days(), coalesce(2 * g.median_gap_days, 0)) as limit_days
    from members as m
    left join recent as r using (city_id)
    left join signs as s using (city_id)
    left join (select city_id, median(gap_days) as median_gap_days from gaps group by city_id) as g using (city_id)
)
select
    city_id, name, standing,
    done_weight::double as done_weight, due_weight::double as due_weight,
    done_weight / nullif(due_weight, 0) as momentum_share,
    case when due_weight is null then 'no_plan' when due_weight = 0 then 'nothing_due' end as momentum_share_why,
    weight_left::double as weight_left,
    case when months_left > 0 then months_left end as months_left,
    case when months_left > 0 and standing not in ('left', 'completed') then weight_left / months_left end
        as required_per_month,
    case
        when required_per_month is not null then null
        when standing in ('left', 'completed') then standing
        when planned_end_on is null then 'no_plan'
        else 'past_planned_end'
    end as required_per_month_why,
    last_evidence_on,
    coalesce(last_evidence, 'none') as last_evidence,
    case when days_since >= 0 then days_since end as recency_days,
    limit_days,
    stalled_why(standing, coalesce(due_steps, 0), days_since, limit_days) as stalled_why,
    stalled_why = 'stalled' as is_stalled
from figures;

-- One row per city that has joined the network. Two quarters are the six months up to the day; a decision recorded in
-- them answers the conversation. A city on an agreed pause may still ask for help.
create or replace macro close_down_at(of_network, day) as table
with members as (
    select
        city_id, name,
        coalesce(left_on <= day, false) as has_left,
        least(day, coalesce(left_on, day)) as counted_to
    from cities
    where network_id = of_network and joined_on <= day
),
late as (
    select
        city_id,
        count(*) filter (
            step_state(is_done, is_dropped, false, baseline_on, planned_on, done_on, counted_to) = 'overdue'
        ) as overdue_steps,
        bool_and(is_done or is_dropped) as is_all_done
    from steps_at(of_network, [day])
    group by city_id
),
contacts as (
    select
        k.city_id,
        sum(k.sessions_due)::bigint as sessions_due,
        coalesce(sum(k.sessions_attended), 0)::bigint as sessions_attended,
        bool_or(k.is_asking_for_help) as asked,
        max(k.held_on) filter (k.is_asking_for_help) as asked_on
    from checkins as k
    join members as m using (city_id)
    where k.held_on <= m.counted_to and k.held_on > m.counted_to - interval 6 month
    group by k.city_id
),
answers as (
    select
        subject_id as city_id,
        max(decided_on) as decided_on,
        max_by(decision, decided_on) as decision,
        max_by(reason, decided_on) as decision_reason
    from decisions
    where subject = 'city' and decided_on <= day
    group by subject_id
),
signals as (
    select
        m.*,
        coalesce(l.overdue_steps, 0) as overdue,
        k.sessions_due, k.sessions_attended, k.asked_on,
        k.sessions_attended / nullif(k.sessions_due, 0) as attendance_share,
        coalesce(k.asked, false) as has_asked_for_help,
        overdue >= 2 as is_late,
        coalesce(attendance_share < 0.5, false) as is_absent,
        is_late::integer + is_absent::integer + has_asked_for_help::integer as signals,
        signals >= 2 and not m.has_left and not coalesce(l.is_all_done, false) as is_due,
        a.decided_on, a.decision, a.decision_reason,
        is_due and coalesce(a.decided_on <= m.counted_to - interval 6 month, true) as is_open
    from members as m
    left join late as l using (city_id)
    left join contacts as k using (city_id)
    left join answers as a using (city_id)
)
select
    city_id, name, signals, is_due, is_open,
    overdue, is_late,
    sessions_due, sessions_attended, attendance_share, is_absent,
    case when attendance_share is null then 'no_sessions' end as attendance_share_why,
    has_asked_for_help, asked_on,
    decided_on, decision, decision_reason
from signals;
