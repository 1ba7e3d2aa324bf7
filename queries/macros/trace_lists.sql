-- What traces read of several lists of rows at once, and how a day stops at the last one known.

-- Indicators that are quiet by a day (is_quiet), each with the day since which: of those that the tables hold.
create or replace macro quiet_ones(of_network, day) as table
with told as (
    select
        i.indicator_id,
        a.status,
        a.starts_on,
        action_end(a.status, a.ends_on, a.planned_end_on) as ended_on,
        (
            select max(r.period_ends_on)
            from results as r
            where r.indicator_id = i.indicator_id and r.period_ends_on <= day
                and (coalesce(r.actual, r.numerator) is not null or r.comment is not null)
        ) as newest_on
    from indicators as i
    join actions as a using (action_id)
)

select
    indicator_id,
    coalesce(
        newest_on, case when action_state(status, starts_on, ended_on, day) = 'concluded' then ended_on end, starts_on
    ) as since
from told
where is_quiet(status, starts_on, ended_on, newest_on, of_network, day);

-- Highest level that a partnership had entered by a day.
create or replace macro highest_level(partnership, day) as (
    select max(stage_level(s.stage)) from stages as s where s.partnership_id = partnership and s.entered_on <= day
);

-- Persons counted at an activity, by every channel but media; and those of whom it was asked who came first.
create or replace macro persons_at(activity) as (
    select sum(a.persons) from audience as a where a.activity_id = activity and a.channel <> 'media'
);

create or replace macro asked_at(activity) as (
    select sum(a.persons)
    from audience as a
    where a.activity_id = activity and a.channel <> 'media' and a.new_persons is not null
);

-- Last day known of a table of facts, of the cities that no file spoke for apart.
create or replace macro told_until(of_network, of_table) as (
    select max(k.facts_until)
    from known_until as k
    where k.network_id = of_network and k.table_name = of_table and k.city_id = '*'
);

-- A day, or the last one known of a table of facts when that is earlier: of every city, or of one.
create or replace macro known_day(of_network, of_table, day) as least(day, told_until(of_network, of_table));

create or replace macro known_of_city(of_network, of_table, of_city, day) as least(day, (
    select max(k.facts_until)
    from known_until as k
    where k.network_id = of_network and k.table_name = of_table and k.city_id in ('*', of_city)
));

-- What an action was doing on a day (action_state): a start or an end after the last day known of actions is planned.
create or replace macro state_known(status, starts_on, ends_on, planned_end_on, of_network, day) as list_transform(
    [told_until(of_network, 'actions')],
    lambda told: action_state(
        status_known(status, starts_on, told),
        if(starts_on <= told, starts_on, null),
        action_end(status_known(status, starts_on, told), if(ends_on <= told, ends_on, null), if(ends_on > told, ends_on, planned_end_on)),
        day
    )
)[1];
