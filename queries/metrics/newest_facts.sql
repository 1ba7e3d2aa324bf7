-- meaning: The newest thing that is known to have happened, by table; what is dated later is planned.
-- meaning_fr: Ce qui est arrivé le plus récemment, pour autant qu'on sache, par table ; ce qui est daté de plus tard est prévu.
-- grain: one row per network and table with a fact
-- grain_fr: une ligne par réseau et par table qui contient un fait
-- source: Cadence's own convention
-- source_fr: convention propre à Cadence
with whole as (
    select network_id, table_name, facts_until
    from known_until
    where city_id = '*'
),

facts as (
    select c.network_id, 'progress' as table_name, p.done_on as day
    from progress as p
    join cities as c using (city_id)
    join known_cities('progress') as k using (city_id)
    where p.done_on <= k.facts_until
    union all
    select c.network_id, 'checkins', h.held_on
    from checkins as h
    join cities as c using (city_id)
    join known_cities('checkins') as k using (city_id)
    where h.held_on <= k.facts_until
    union all
    select network_id, 'activities', max(held_on)
    from activity_facts
    group by network_id
    union all
    select whole.network_id, whole.table_name, one.day
    from (
        select p.network_id, 'stages' as table_name, s.entered_on as day
        from stages as s
        join partnerships as p using (partnership_id)
        union all
        select network_id, 'actions', unnest([starts_on, ends_on])
        from actions
        union all
        select a.network_id, 'results', r.period_ends_on
        from results as r
        join indicators using (indicator_id)
        join actions as a using (action_id)
        where r.actual is not null or r.numerator is not null
        union all
        select coalesce(c.network_id, p.network_id, a.network_id), 'decisions', d.decided_on
        from decisions as d
        left join cities as c on d.subject = 'city' and d.subject_id = c.city_id
        left join partnerships as p on d.subject = 'partnership' and d.subject_id = p.partnership_id
        left join actions as a on d.subject = 'action' and d.subject_id = a.action_id
    ) as one
    join whole on whole.network_id = one.network_id and whole.table_name = one.table_name
    where one.day <= whole.facts_until
)

select network_id, table_name, max(day) as newest
from facts
group by network_id, table_name
