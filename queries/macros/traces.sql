-- What the traces of several questions have in common: how a figure is made again of published rows.

-- Stage of a partnership on a day. Its columns are renamed, so that the caller's own are meant by the arguments.
create or replace macro stage_on(partnership, day) as (
    select max_by(reached, since)
    from (select partnership_id as of_partnership, stage as reached, entered_on as since from stages)
    where of_partnership = partnership and since <= day
);

-- Whether a partnership was under way on a day.
create or replace macro was_under_way(partnership, starts_on, ends_on, day) as
    partnership_is_under_way(starts_on, ends_on, stage_on(partnership, day), day);

-- Place of a step on the ladder of partners, from 1 on; what continues and what is planned to stand on one step.
create or replace macro partner_step(step) as
    list_position([
        'identified', 'contacted', 'common_ground', 'joint_action', 'repeated_or_scaled', 'planned_to_continue'
    ], if(step = 'continuing', 'planned_to_continue', step));

-- What a rule is worth for a network, from rows of the table rules: its own value, that of every network, or the
-- default.
create or replace macro rule_made(network_id, rule, value, of_network, named) as coalesce(
    max(value) filter (rule = named and network_id = of_network),
    max(value) filter (rule = named and network_id = '*'),
    (select d.value from default_rules as d where d.rule = named)
)::integer;

-- Up to when a table of facts counts for a city: its clock, or the day the city left when that is earlier.
create or replace macro counted_in(of_table, of_city, day) as (
    select least(
        clock_day(day, k.facts_until, k.newest_known), (select max(c.left_on) from cities as c where c.city_id = of_city)
    )
    from known_cities(of_table) as k
    where k.city_id = of_city
);

-- Up to when the steps of a city count.
create or replace macro counted_to(of_city, day) as counted_in('progress', of_city, day);

-- Whether a day lies in so many months up to the one to which a table of facts counts for a city.
create or replace macro is_recent(that_day, months, of_table, of_city, day) as
    that_day <= counted_in(of_table, of_city, day) and that_day > counted_in(of_table, of_city, day) - to_months(months);

-- Days of pauses from a day on and before another, each once, as numbers of days from the first.
create or replace macro days_in(starts_on, ends_on, from_on, to_on) as coalesce(list_distinct(flatten(list(
    range(greatest(starts_on - from_on, 0), least(ends_on, to_on) - from_on)
))), []);

-- Days of agreed pauses of a city from joining to a day.
create or replace macro days_paused(of_city, day) as (
    select days_in(p.starts_on, p.ends_on, c.joined_on, day)
    from pauses as p
    join cities as c using (city_id)
    where p.city_id = of_city and p.is_agreed
);

-- A city's time in the network up to a day.
create or replace macro stay_of(of_city, day) as struct_pack(
    joined_on := (select c.joined_on from cities as c where c.city_id = of_city),
    counted_to := counted_to(of_city, day),
    days_paused := days_paused(of_city, day)
);

-- Day of the first decision by which dropped steps of a city leave its plan; NULL where none was recorded by a day.
create or replace macro drops_on(of_city, day) as (
    select min(d.decided_on)
    from decisions as d
    where d.subject = 'city' and d.subject_id = of_city
        and d.decision in ('replan', 'rebaseline', 'end', 'stop') and d.decided_on <= day
        and d.decided_on <= (select told_until(c.network_id, 'decisions') from cities as c where c.city_id = of_city)
);

-- What a milestone weighs against the others.
create or replace macro weight_of(of_milestone) as
    (select map(list(m.milestone_id), list(coalesce(m.weight, 1))) from milestones as m)[of_milestone];

-- The day agreed for a step of a city as it held on a day, from the one that holds now.
create or replace macro agreed_on_day(baseline_on, of_milestone, of_city, day) as coalesce((
    select map(list(step), list(agreed))
    from (
        select step, arg_min(agreed, until) as agreed
        from (select city_id as city, milestone_id as step, decided_on as until, earlier_on as agreed from earlier_plans)
        where city = of_city and until > day
        group by step
    )
)[of_milestone], baseline_on);

-- A city's plan from rows of journey_grid: a list of its steps but for the dropped ones.
create or replace macro plan_of(baseline_on, weight, done_on, state) as coalesce(list(
    struct_pack(agreed_on := baseline_on, weight := weight::decimal(18, 6), done_on := done_on)
) filter (state <> 'dropped'), []);

-- The same as it stood on a day, from rows of the table progress.
create or replace macro plan_on(baseline_on, of_milestone, done_on, is_dropped, of_city, day) as plan_of(
    agreed_on_day(baseline_on, of_milestone, of_city, counted_to(of_city, day)), weight_of(of_milestone), if(done_on <= counted_to(of_city, day), done_on, null),
    case
        when done_on <= counted_to(of_city, day) then 'done'
        when is_dropped and drops_on(of_city, counted_to(of_city, day)) is not null then 'dropped'
        else 'open'
    end
);

-- Work that a plan had agreed by a day (PV).
create or replace macro planned_by(plan, at_day) as
    coalesce(list_sum([one.weight for one in plan if one.day <= at_day]), 0);

-- Day at which a plan had reached some work, seen from a day (ES); next_day: the first on which it passes that work.
create or replace macro day_of_work(plan, work, at_days) as list_transform(
    [list_min([step.day for step in plan if planned_by(plan, step.day) > work])],
    lambda next_day: earned_schedule(
        work, list_sum([step.weight for step in plan]), planned_by(plan, at_days), at_days,
        list_max([step.day for step in plan]),
        greatest(0, next_day - 1 + (work - planned_by(plan, next_day - 1))
            / (planned_by(plan, next_day) - planned_by(plan, next_day - 1))),
        list_min([step.day for step in plan if planned_by(plan, step.day) >= work])
    )
)[1];

-- End of a plan when the rest goes at a pace, in days from joining.
create or replace macro end_made(c, at_days, es_days, pace) as
    case when c.is_all_done then if(c.is_end_known, at_days::double, null) when c.ev > 0 then at_days + (c.planned_days - es_days) / pace end;

-- A day so many days after another; none beyond a century.
create or replace macro day_made(from_on, days) as case when days <= 36525 then from_on + round(days)::integer end;

-- Pace that ends on plan (TSPI).
create or replace macro tspi_made(c, at_days, es_days) as
    case
        when not c.is_all_done and at_days > 0 and at_days < c.planned_days
            then (c.planned_days - es_days) / (c.planned_days - at_days)
    end;

-- Share of the work a plan had reached by ES that is done (P-factor).
create or replace macro adherence_made(plan, es_days) as list_transform(
    [[
        struct_pack(
            done := if(step.is_done, step.weight, 0),
            expected := step.weight * least(1, greatest(0, es_days - step.day + 1))
        )
        for step in plan
    ]],
    lambda parts: list_sum([least(part.done, part.expected) for part in parts])
        / nullif(list_sum([part.expected for part in parts]), 0)
)[1];

-- Earned schedule in three strides, each from what the one before made: the clock, the days earned, the figures.
create or replace macro clock_made(c) as struct_pack(
    joined_on := c.stay.joined_on,
    plan := [
        struct_pack(
            day := step.agreed_on - c.stay.joined_on, weight := step.weight, is_done := step.done_on is not null
        )
        for step in c.plan if step.agreed_on is not null
    ],
    is_all_done := c.is_all_done,
    -- Steps without an agreed day count in no figure; while one is left, the end is not known.
    is_end_known := len([step for step in c.plan if step.agreed_on is null and step.done_on is null]) = 0,
    ev := coalesce(list_sum([
        step.weight for step in c.plan if step.done_on is not null and step.agreed_on is not null
    ]), 0),
    planned_days := list_max([step.agreed_on for step in c.plan]) - c.stay.joined_on,
    at_days := if(c.is_all_done, greatest(c.last_done_on, c.stay.joined_on), c.stay.counted_to) - c.stay.joined_on,
    days_paused := c.stay.days_paused
);

create or replace macro days_made(c, adjusted_at_days) as struct_insert(
    c,
    adjusted_at_days := adjusted_at_days,
    es_days := case
        when len(c.plan) > 0 and (c.at_days > 0 or c.is_all_done) then day_of_work(c.plan, c.ev, c.at_days)
    end,
    adjusted_es_days := case
        when len(c.plan) > 0 and (adjusted_at_days > 0 or c.is_all_done)
            then day_of_work(c.plan, c.ev, adjusted_at_days)
    end
);

create or replace macro figures_made(c) as struct_pack(
    clock_on := c.joined_on + c.at_days::integer,
    at_days := case when c.at_days >= 0 then c.at_days end,
    adjusted_at_days := c.adjusted_at_days,
    es_days := c.es_days,
    adjusted_es_days := c.adjusted_es_days,
    pv := case when len(c.plan) > 0 then planned_by(c.plan, c.at_days) end,
    sv_days := c.es_days - c.at_days,
    spi_t := c.es_days / nullif(c.at_days, 0),
    adjusted_sv_days := c.adjusted_es_days - c.adjusted_at_days,
    adjusted_spi_t := c.adjusted_es_days / nullif(c.adjusted_at_days, 0),
    late_days := coalesce(c.adjusted_at_days - c.adjusted_es_days, 0),
    end_planned_days := end_made(c, c.at_days, c.es_days, 1),
    end_trend_days := end_made(c, c.at_days, c.es_days, nullif(c.es_days, 0) / c.at_days),
    adjusted_end_planned_days := end_made(c, c.adjusted_at_days, c.adjusted_es_days, 1),
    adjusted_end_trend_days := end_made(
        c, c.adjusted_at_days, c.adjusted_es_days, nullif(c.adjusted_es_days, 0) / c.adjusted_at_days
    ),
    forecast_end_planned_on := day_made(c.joined_on, end_made(c, c.at_days, c.es_days, 1)),
    forecast_end_trend_on := day_made(
        c.joined_on, end_made(c, c.at_days, c.es_days, nullif(c.es_days, 0) / c.at_days)
    ),
    tspi := tspi_made(c, c.at_days, c.es_days),
    adjusted_tspi := tspi_made(c, c.adjusted_at_days, c.adjusted_es_days),
    adherence_share := adherence_made(c.plan, c.es_days)
);

-- A city's pace from its plan_of (or plan_on) and its stay_of.
create or replace macro pace_made(plan, stay) as list_transform(
    list_transform(
        list_transform(
            [struct_pack(
                plan := plan,
                stay := stay,
                is_all_done := len([step for step in plan if step.agreed_on is not null]) > 0
                    and len([step for step in plan if step.agreed_on is not null and step.done_on is null]) = 0,
                last_done_on := list_max([step.done_on for step in plan if step.agreed_on is not null])
            )],
            lambda c: clock_made(c)
        ),
        lambda c: days_made(c, c.at_days - len([day for day in c.days_paused if day < c.at_days]))
    ),
    lambda c: figures_made(c)
)[1];

-- A city's pace from rows of journey_grid.
create or replace macro pace_of(baseline_on, weight, done_on, state, of_city, day) as
    pace_made(plan_of(baseline_on, weight, done_on, state), stay_of(of_city, day));

-- Of each city, the share of its own plan done by a day; from rows of journey_grid.
create or replace macro shares_done(city_id, weight, done_on, day) as list_transform(
    [list(struct_pack(city := city_id, weight := weight, done := if(done_on <= day, weight, 0)))],
    lambda steps: [
        list_sum([step.done for step in steps if step.city = city])
        / list_sum([step.weight for step in steps if step.city = city])
        for city in list_distinct([step.city for step in steps])
    ]
)[1];

-- Ends of the band of these shares: the lowest and highest of up to 12, the first and ninth decile of more.
create or replace macro low_share(shares) as
    if(len(shares) <= 12, list_min(shares), list_aggregate(shares, 'quantile_cont', 0.1));

create or replace macro high_share(shares) as
    if(len(shares) <= 12, list_max(shares), list_aggregate(shares, 'quantile_cont', 0.9));

-- Last sign of life of a city up to a day: a milestone done, a check-in held or an activity it took part in.
create or replace macro last_sign(of_city, day) as greatest(
    (select max(g.done_on) from progress as g where g.city_id = of_city and g.done_on <= day),
    (select max(k.held_on) from checkins as k where k.city_id = of_city and k.held_on <= day),
    (select max(a.held_on) from activities as a where list_contains(a.cities, of_city) and a.held_on <= day)
);

-- Middle of the gaps between days, in days; of a list of days in order.
create or replace macro median_gap(days) as
    list_aggregate([days[place + 1] - days[place] for place in range(1, len(days))], 'median');

-- Kaplan-Meier from rows of milestone_waits: of each day up to one on which a city reached it, how many were at risk
-- and how many reached it; then S, and the standard error of log(-log S) by Greenwood.
create or replace macro arrivals_made(days, is_reached, up_to) as list_transform(
    [list(struct_pack(days := days, is_reached := is_reached, counts := is_reached and days <= up_to))],
    lambda waits: [
        struct_pack(
            at_risk := len([wait for wait in waits if wait.days >= day]),
            reached := len([wait for wait in waits if wait.days = day and wait.is_reached])
        )
        for day in list_distinct([wait.days for wait in waits if wait.counts])
    ]
)[1];

create or replace macro waiting_made(arrivals) as
    coalesce(list_product([1 - one.reached / one.at_risk for one in arrivals]), 1);

create or replace macro log_error_made(arrivals) as
    sqrt(list_sum([one.reached / (one.at_risk * (one.at_risk - one.reached)) for one in arrivals]))
    / abs(ln(waiting_made(arrivals)));

-- End of the 95 % interval of the share that has reached it, the lower for z = -1.959964, the upper for z = 1.959964;
-- NULL where S is 0 or 1.
create or replace macro reached_end(arrivals, z) as
    case
        when waiting_made(arrivals) > 0 and waiting_made(arrivals) < 1
            then 1 - pow(waiting_made(arrivals), exp(z * log_error_made(arrivals)))
    end;

-- What an indicator had reached by its results: the sum of a flow, the last value of a stock, the summed parts of a
-- ratio in the scale of its export, the number of periods a qualitative one was reported in.
create or replace macro reached(
    value_kind, unit, baseline, target, period_ends_on, actual, numerator, denominator, comment
) as
    case value_kind
        when 'flow' then sum(actual)
        when 'stock' then last(actual order by period_ends_on) filter (actual is not null)
        when 'ratio' then
            ratio_scale(
                last(actual * denominator / numerator order by period_ends_on) filter (actual is not null and numerator <> 0),
                unit, baseline, target
            ) * sum(numerator) filter (denominator is not null) / sum(denominator) filter (numerator is not null)
        when 'qualitative' then count(*) filter (actual is not null or comment is not null)
    end;

-- Activities of a network from a day to another that the chosen cities took part in.
create or replace macro activities_of(of_network, from_on, to_on, cities_, countries_, themes_) as table
select activity_id
from activities
where network_id = of_network
    and held_on between from_on and to_on
    and (
        not has_city_choice(cities_, countries_, themes_)
        or list_has_any(cities, (
            select list(c.city_id) from cities as c
            where chosen(cities_, c.city_id) and chosen(countries_, c.country) and chosen(themes_, c.theme)
        ))
    );

-- Whether an indicator has had no value for longer than the rule result_days while its action runs, or ever when it has
-- ended; newest_on is the day of its newest value.
create or replace macro is_quiet(status, starts_on, ended_on, newest_on, of_network, day) as
    case action_state(status, starts_on, ended_on, day)
        when 'running' then
            coalesce(newest_on, starts_on, date '0001-01-01')
            < day - rule_of(of_network, 'result_days')
        when 'concluded' then newest_on is null
    end;

-- Activities of a network up to a day: of the cities chosen, of partners of the sectors chosen, of a kind, with a
-- partner. Asked of the published rows alone; what a filter lets through is what reach_at lets through.
create or replace macro held_by(of_network, day, cities_, countries_, themes_, sectors_, kinds_, partner_) as table
select activities.*
from activities
where network_id = of_network
    and held_on <= day
    -- What is dated after the last day known is planned.
    and held_on <= (
        select max(k.facts_until)
        from known_until as k
        where k.network_id = of_network and k.table_name = 'activities' and k.city_id = '*'
    )
    and (
        not has_city_choice(cities_, countries_, themes_)
        or list_has_any(cities, (
            select list(c.city_id) from cities as c
            where chosen(cities_, c.city_id) and chosen(countries_, c.country) and chosen(themes_, c.theme)
        ))
    )
    and (
        sectors_::varchar[] is null
        or list_has_any(partners, (select list(p.partner_id) from partners as p where chosen(sectors_, p.sector)))
    )
    and chosen(kinds_, kind)
    and (partner_::varchar is null or list_contains(partners, partner_));

-- Persons of a segment at an activity, by every channel but media.
create or replace macro persons_there(activity, audience_segment) as (
    select sum(counted)
    from (
        select activity_id as of_activity, segment as of_segment, persons as counted from audience where channel <> 'media'
    )
    where of_activity = activity and of_segment = audience_segment
);

-- Last day on which a partner and a city took part in an activity of a network together.
create or replace macro last_together(of_network, partner, city, day) as (
    select max(a.held_on)
    from activities as a
    where a.network_id = of_network and a.held_on <= day
        and list_contains(a.partners, partner) and list_contains(a.cities, city)
);

-- Day since which a partnership had stood at its stage of a day.
create or replace macro stage_since(partnership, day) as (
    select max(since)
    from (select partnership_id as of_partnership, entered_on as since from stages)
    where of_partnership = partnership and since <= day
);

-- What a rule is worth for a network; see rule_made.
create or replace macro rule_of(of_network, named) as (
    select rule_made(r.network_id, r.rule, r.value, of_network, named)
    from rules as r
    where r.rule = named and r.network_id in (of_network, '*')
);

-- Whether a partnership was active and not silent: active on one day, heard of within the rule before another.
create or replace macro is_alive_on(of_partnership, partner, city, starts_on, ends_on, of_network, day, heard_by) as
    was_under_way(of_partnership, starts_on, ends_on, least(day, told_until(of_network, 'partnerships')))
    and (
        heard_by - greatest(starts_on, (
            select max(a.held_on)
            from activities as a
            where a.network_id = of_network and a.held_on <= least(heard_by, told_until(of_network, 'activities'))
                and list_contains(a.partners, partner) and (city is null or list_contains(a.cities, city))
        )) <= rule_of(of_network, 'silent_days')
        or not exists (from activities as a where a.network_id = of_network)
    );

-- How many actions reached at least half of their targets that can be judged, from rows of indicators: an action counts once.
create or replace macro half_reached(action_id, is_at_target) as coalesce(list_transform(
    [list(struct_pack(action := action_id, is_reached := is_at_target)) filter (is_at_target is not null)],
    lambda judged: len([
        one for one in list_distinct([target.action for target in judged])
        if 2 * len([target for target in judged if target.action = one and target.is_reached])
            >= len([target for target in judged if target.action = one])
    ])
)[1], 0);
