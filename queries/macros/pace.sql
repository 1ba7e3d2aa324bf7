-- Pace of cities by earned schedule (Lipke 2003; PMI practice standard for earned value, appendix D). The period is the
-- day. PV, the planned value, is a step function of the day, so ES is read off its steps in closed form.
-- Only what was known on the day asked for counts.

-- Days that the half-open periods [starts_on, ends_on) and [from_on, to_on) have in common.
create or replace macro overlap_days(starts_on, ends_on, from_on, to_on) as
    greatest(0, least(ends_on, to_on) - greatest(starts_on, from_on));

-- Agreed pauses of each city, [starts_on, ends_on), overlapping ones merged so that no day counts twice; a pause
-- without end goes on to infinity.
create or replace macro agreed_pauses() as table
with edges as (
    select
        city_id,
        starts_on,
        coalesce(ends_on, date 'infinity') as ends_on,
        max(coalesce(ends_on, date 'infinity')) over (
            partition by city_id order by starts_on, ends_on
            rows between unbounded preceding and 1 preceding
        ) as reached_on
    from pauses
    where is_agreed
),
islands as (
    select
        *,
        count(*) filter (reached_on is null or starts_on > reached_on) over (
            partition by city_id order by starts_on, ends_on
        ) as island
    from edges
)
select city_id, min(starts_on) as starts_on, max(ends_on) as ends_on
from islands
group by city_id, island;

-- Steps of every city of a network as they stood on each of some days (a list of dates): one row per city, day and
-- milestone; all networks when of_network is NULL. A dropped step stops counting only from a recorded decision (replan, end or stop) about its city. A city
-- that left is counted up to left_on, whatever was entered afterwards. The agreed day is the one that held on the day:
-- a decision to re-baseline puts the new one in force from then on.
create or replace macro steps_at(of_network, days) as table
with points as (
    select
        c.network_id, c.city_id, c.joined_on, c.left_on, d.as_of, k.facts_until,
        least(clock_day(d.as_of, k.facts_until, k.newest_known), c.left_on) as counted_to
    from cities as c cross join (select unnest(days) as as_of) as d
    join known_cities('progress') as k on k.city_id = c.city_id
    where c.network_id = of_network or of_network is null
),
rests as (
    select city_id, list(struct_pack(starts_on := starts_on, ends_on := ends_on)) as rests
    from agreed_pauses()
    group by city_id
),
drops as (
    select
        d.subject_id as city_id,
        min(d.decided_on) as decided_on,
        min(d.decided_on) filter (d.decision in ('replan', 'rebaseline')) as replanned_on
    from decisions as d
    join known_cities('decisions') as k on k.city_id = d.subject_id
    where d.subject = 'city' and d.decision in ('replan', 'rebaseline', 'end', 'stop') and d.decided_on <= k.facts_until
    group by d.subject_id
),
earlier as (
    select
        city_id, milestone_id,
        list(struct_pack(until_on := decided_on, agreed_on := earlier_on) order by decided_on) as plans
    from earlier_plans
    group by city_id, milestone_id
),
listed as (
    select
        p.*, s.* exclude (city_id, baseline_on),
        coalesce(list_filter(e.plans, lambda one: one['until_on'] > p.counted_to)[1].agreed_on, s.baseline_on) as baseline_on,
        list_filter(e.plans, lambda one: one['until_on'] <= p.counted_to)[-1].agreed_on as earlier_on
    from points as p
    join progress as s on s.city_id = p.city_id
    left join earlier as e on e.city_id = s.city_id and e.milestone_id = s.milestone_id
)
select
    p.city_id,
    p.as_of,
    p.counted_to,
    p.joined_on,
    g.milestone_id,
    coalesce(m.weight, 1)::decimal(18, 6) as weight,
    g.baseline_on,
    -- The day agreed before the last decision that changed it.
    g.earlier_on,
    g.planned_on,
    g.done_on,
    g.baseline_on - p.joined_on as baseline_day,
    coalesce(g.done_on <= least(p.counted_to, p.facts_until), false) as is_done,
    coalesce(g.is_done_latest and g.done_on <= p.facts_until, false) as done_by,
    -- The first day on which it counts as done where that speaks for the city: a step done at the latest on a day may
    -- have been done when agreed.
    if(done_by, least(g.done_on, g.baseline_on), g.done_on) as earliest_done_on,
    coalesce(earliest_done_on <= least(p.counted_to, p.facts_until), false) as is_maybe_done,
    coalesce(g.is_dropped, false) and not is_done as is_marked_dropped,
    is_marked_dropped and coalesce(d.decided_on <= p.counted_to, false) as is_dropped,
    case when is_marked_dropped and d.decided_on <= p.counted_to then d.decided_on end as dropped_on,
    -- Dropped by ending or stopping rather than by a new plan.
    dropped_on is not null and not coalesce(d.replanned_on <= p.counted_to, false) as is_given_up,
    rules.on_time_days,
    rules.due_soon_days,
    -- Agreed days of pause so far, or until it was done.
    coalesce(list_sum(list_transform(
        r.rests, lambda one: overlap_days(one['starts_on'], one['ends_on'], p.joined_on, least(p.counted_to, g.done_on))
    )), 0) as paused_days,
    -- The day agreed, put off by them.
    g.baseline_on + paused_days::integer as awaited_on,
    -- Not by is_dropped: that name is the column of progress here, which counts only with a decision.
    coalesce(
        not is_maybe_done and dropped_on is null and p.counted_to - awaited_on > rules.on_time_days, false
    ) as is_overdue
from points as p
join rules_in_force as rules on rules.network_id = p.network_id
join listed as g on g.city_id = p.city_id and g.as_of = p.as_of
join milestones as m on m.milestone_id = g.milestone_id
left join rests as r on r.city_id = p.city_id
left join drops as d on d.city_id = p.city_id;

-- State of one step on a day. One without an agreed day is done or not; one done at the latest on a day says only that.
-- On time: at most on_time_days before the day agreed, or after that day put off by agreed
-- pauses. Overdue: steps_at says so, whatever it was re-planned to.
create or replace macro step_state(
    is_done, done_by, is_dropped, has_left, is_overdue, baseline_on, planned_on, awaited_on, done_on, day, on_time_days,
    due_soon_days
) as
case
    when is_done and baseline_on is null then 'done'
    when is_done and done_by then 'done_by'
    when is_done and done_on < baseline_on - on_time_days then 'done_early'
    when is_done and done_on > awaited_on + on_time_days then 'done_late'
    when is_done then 'done_on_time'
    when is_dropped then 'dropped'
    when has_left then 'not_reached'
    when baseline_on is null then 'not_agreed'
    when is_overdue then 'overdue'
    when coalesce(planned_on, awaited_on) <= day + due_soon_days then 'due_soon'
    when planned_on <> baseline_on then 'replanned'
    else 'not_due'
end;

-- The status a reader meets: a city with which nothing was agreed has no plan to begin.
create or replace macro status_said(status, pace_why) as
    if(status = 'not_started' and pace_why in ('no_plan', 'all_dropped'), 'no_plan', status);

-- Why a city is, or is not, called stalled.
create or replace macro stalled_why(standing, due_steps, recency_days, limit_days) as
    case
        when standing <> 'running' then standing
        when due_steps = 0 then 'nothing_due'
        when recency_days > limit_days then 'stalled'
        else 'recent'
    end;

-- What a city is doing, before any judgement of its pace. A city that left and gave up its last steps has left, even
-- though nothing remains to be done; one that finished a plan made smaller by agreement has completed it.
-- One that has joined and has steps, but none with an agreed day, is not judged.
create or replace macro city_standing(is_all_done, has_left, given_up, is_unagreed, is_started, is_pausing) as
    case
        when is_all_done and not (has_left and given_up > 0) then 'completed'
        when has_left then 'left'
        when is_unagreed then 'not_judged'
        when not is_started then 'not_started'
        when is_pausing then 'paused'
        else 'running'
    end;

-- Whether a city keeps to what was agreed with it: on its plan, late by agreed pauses alone, or completed.
create or replace macro keeps_to_plan(status) as status in ('on_plan', 'agreed_late', 'completed');

-- The day at which the plan itself had reached the work done so far (ES).
create or replace macro earned_schedule(ev, bac, pv, at_days, planned_days, behind_days, ahead_day) as
    case
        when ev = bac then planned_days::double
        when ev < pv then behind_days
        when ev > pv then ahead_day::double
        else at_days::double
    end;

-- Pace of every city of a network (all networks when NULL) on each of some days (a list of dates): one row per city
-- and day.
-- ES - AT is SV(t); ES / AT is SPI(t); adjusted_ is the same with the days of agreed pauses taken from AT.
create or replace macro pace_at(of_network, days) as table
with points as (
    select
        c.network_id, c.city_id, c.joined_on, d.as_of,
        coalesce(c.left_on <= d.as_of, false) as has_left,
        least(clock_day(d.as_of, k.facts_until, k.newest_known), c.left_on) as counted_to
    from cities as c cross join (select unnest(days) as as_of) as d
    join known_cities('progress') as k on k.city_id = c.city_id
    where c.network_id = of_network or of_network is null
),
every_step as (
    select * from steps_at(of_network, days)
),
-- Each city is measured by the days its steps were done; one that has steps done at the latest on a day also as if they
-- had been done when agreed: what lies between is not known, and the city is judged by what speaks for it.
measures as (
    select city_id, as_of, false as in_favour from points
    union all
    select distinct city_id, as_of, true from every_step where done_by and baseline_on is not null
),
steps as (
    select
        s.* exclude (is_done, done_on),
        m.in_favour,
        if(m.in_favour, s.is_maybe_done, s.is_done) as is_done,
        if(m.in_favour, s.earliest_done_on, s.done_on) as done_on
    from every_step as s
    join measures as m using (city_id, as_of)
),
totals as (
    select
        city_id, as_of, in_favour,
        sum(weight) filter (not is_dropped and baseline_on is not null) as bac,
        coalesce(sum(weight) filter (is_done and baseline_on is not null), 0) as ev,
        max(baseline_day) filter (not is_dropped) as planned_days,
        max(done_on) filter (is_done and baseline_on is not null) as last_done_on,
        count(*) filter (is_dropped) as dropped,
        count(*) filter (is_given_up) as given_up,
        count(*) filter (is_overdue) as overdue_steps,
        count(*) filter (baseline_on is null and not is_dropped) as unagreed_steps,
        count(*) filter (baseline_on is null and not is_dropped and not is_done) as unagreed_left,
        count(*) as listed
    from steps
    group by city_id, as_of, in_favour
),
clocks as (
    -- The clock stops at the last completion when all that has an agreed day is done: a late finisher stays late.
    select
        p.*, m.in_favour, t.* exclude (city_id, as_of, in_favour),
        coalesce(t.ev = t.bac, false) as is_plan_done,
        is_plan_done and t.unagreed_left = 0 as is_all_done,
        case when is_plan_done then greatest(t.last_done_on, p.joined_on) else p.counted_to end as clock_on,
        clock_on - p.joined_on as at_days
    from points as p
    join measures as m using (city_id, as_of)
    left join totals as t using (city_id, as_of, in_favour)
),
rests as (
    select
        c.city_id, c.as_of, c.in_favour,
        sum(overlap_days(a.starts_on, a.ends_on, c.joined_on, c.clock_on)) as paused_days,
        bool_or(a.starts_on <= c.counted_to and a.ends_on > c.counted_to) as is_pausing
    from clocks as c
    join agreed_pauses() as a using (city_id)
    group by c.city_id, c.as_of, c.in_favour
),
paused as (
    select c.*, coalesce(r.paused_days, 0) as paused_days, coalesce(r.is_pausing, false) as is_pausing,
        c.at_days - coalesce(r.paused_days, 0) as adjusted_at_days
    from clocks as c
    left join rests as r using (city_id, as_of, in_favour)
),
plan as (
    select city_id, as_of, baseline_day,
        sum(sum(weight)) over (partition by city_id, as_of order by baseline_day) as planned
    from every_step
    where not is_dropped and baseline_day is not null
    group by city_id, as_of, baseline_day
),
readings as (
    -- The plan jumps on single days: at or below EV it stands at planned_before, and passes EV on next_day.
    select
        c.city_id, c.as_of, c.in_favour,
        min(p.baseline_day) filter (p.planned > c.ev) as next_day,
        min(p.planned) filter (p.planned > c.ev) as planned_after,
        coalesce(max(p.planned) filter (p.planned <= c.ev), 0) as planned_before,
        min(p.baseline_day) filter (p.planned >= c.ev) as ahead_day,
        coalesce(max(p.planned) filter (p.baseline_day <= c.at_days), 0) as pv,
        coalesce(max(p.planned) filter (p.baseline_day <= c.adjusted_at_days), 0) as adjusted_pv,
        greatest(0, next_day - 1 + (c.ev - planned_before) / (planned_after - planned_before)) as behind_days
    from paused as c
    join plan as p using (city_id, as_of)
    group by c.city_id, c.as_of, c.in_favour, c.ev
),
earned as (
    select
        p.*, r.pv, r.adjusted_pv,
        case when p.bac is not null and (p.at_days > 0 or p.is_plan_done) then
            earned_schedule(p.ev, p.bac, r.pv, p.at_days, p.planned_days, r.behind_days, r.ahead_day)
        end as es_days,
        case when p.bac is not null and (p.adjusted_at_days > 0 or p.is_plan_done) then
            earned_schedule(
                p.ev, p.bac, r.adjusted_pv, p.adjusted_at_days, p.planned_days, r.behind_days, r.ahead_day
            )
        end as adjusted_es_days
    from paused as p
    left join readings as r using (city_id, as_of, in_favour)
),
indices as (
    select
        *,
        es_days - at_days as sv_days,
        es_days / nullif(at_days, 0) as spi_t,
        adjusted_es_days - adjusted_at_days as adjusted_sv_days,
        adjusted_es_days / nullif(adjusted_at_days, 0) as adjusted_spi_t,
        case
            when is_all_done then at_days::double
            when is_plan_done then null
            when ev > 0 then at_days + planned_days - es_days
        end as end_planned_days,
        case
            when is_all_done then at_days::double
            when is_plan_done then null
            when ev > 0 then at_days + (planned_days - es_days) / nullif(spi_t, 0)
        end as end_trend_days,
        case
            when is_all_done then adjusted_at_days::double
            when is_plan_done then null
            when ev > 0 then adjusted_at_days + planned_days - adjusted_es_days
        end as adjusted_end_planned_days,
        case
            when is_all_done then adjusted_at_days::double
            when is_plan_done then null
            when ev > 0 then adjusted_at_days + (planned_days - adjusted_es_days) / nullif(adjusted_spi_t, 0)
        end as adjusted_end_trend_days
    from earned
),
favoured as (
    select city_id, as_of, sv_days as sv_in_favour, coalesce(-adjusted_sv_days, 0) as late_in_favour
    from indices
    where in_favour
),
judged as (
    -- Late by what was agreed: agreed pauses put the plan off. Before any day outside a pause has passed, by nothing.
    select
        i.*, rules.on_plan_days, rules.behind_days,
        coalesce(-i.adjusted_sv_days, 0) as late_at_most_days,
        least(late_at_most_days, f.late_in_favour) as late_days,
        greatest(i.sv_days, f.sv_in_favour) as judged_sv_days,
        coalesce(f.sv_in_favour > i.sv_days or late_days < late_at_most_days, false) as is_at_most
    from indices as i
    join rules_in_force as rules using (network_id)
    left join favoured as f using (city_id, as_of)
    where not i.in_favour
)
select
    city_id, as_of, joined_on, counted_to, clock_on, has_left, is_all_done, is_pausing,
    bac::double as bac, ev::double as ev, pv::double as pv, planned_days, dropped,
    case when at_days >= 0 then at_days end as at_days,
    es_days, sv_days, spi_t,
    paused_days, adjusted_at_days, adjusted_es_days, adjusted_sv_days, adjusted_spi_t,
    end_planned_days, end_trend_days, adjusted_end_planned_days, adjusted_end_trend_days,
    -- Beyond a century a forecast says nothing but "never at this pace".
    case when end_planned_days <= 36525 then joined_on + round(end_planned_days)::integer end
        as forecast_end_planned_on,
    case when end_trend_days <= 36525 then joined_on + round(end_trend_days)::integer end
        as forecast_end_trend_on,
    case when not is_plan_done and at_days > 0 and at_days < planned_days
        then (planned_days - es_days) / (planned_days - at_days) end as tspi,
    case when not is_plan_done and adjusted_at_days > 0 and adjusted_at_days < planned_days
        then (planned_days - adjusted_es_days) / (planned_days - adjusted_at_days) end as adjusted_tspi,
    city_standing(
        is_all_done, has_left, given_up, joined_on <= counted_to and bac is null and unagreed_steps > 0,
        es_days is not null, is_pausing
    ) as standing,
    late_days, is_at_most, coalesce(unagreed_steps, 0) as unagreed_steps,
    bac is not null and unagreed_steps > 0 as is_judged_in_part, on_plan_days, behind_days,
    if(has_left, 0, coalesce(overdue_steps, 0)) as overdue_steps,
    case
        when standing <> 'running' then standing
        when late_days > behind_days then 'behind'
        when late_days > on_plan_days or overdue_steps > 0 then 'watch'
        when judged_sv_days < -on_plan_days then 'agreed_late'
        else 'on_plan'
    end as status,
    status in ('watch', 'behind') and late_days > 0 as is_late,
    -- Late by the plan alone, and not once the pauses agreed since are counted.
    status = 'agreed_late'
        or (status = 'paused' and judged_sv_days < -on_plan_days and late_days <= on_plan_days and overdue_steps = 0)
        as is_late_as_agreed,
    case
        when es_days is not null then null
        when at_days < 0 then 'not_joined'
        when listed is null then 'no_plan'
        when bac is null and unagreed_steps > 0 then 'no_agreed_day'
        when bac is null then 'all_dropped'
        else 'first_day'
    end as pace_why,
    case
        when es_days is null then pace_why
        when is_plan_done and not is_all_done then 'undated_steps'
        when ev = 0 then 'nothing_done'
        when forecast_end_trend_on is null then 'too_far'
    end as forecast_why,
    case
        when es_days is null then pace_why
        when is_all_done then 'finished'
        when is_plan_done then 'undated_steps'
        when tspi is null then 'past_planned_end'
    end as tspi_why
from judged;
