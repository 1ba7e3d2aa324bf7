-- Until which day the facts of a table are known: what is dated later is planned, and the clock of a figure stops there
-- unless a later day is chosen on purpose.

-- Until which day the facts of a table are known of each city, and the newest day known of anything of its network.
create or replace macro known_cities(of_table) as table
select
    c.city_id,
    max(k.facts_until) filter (k.table_name = of_table and k.city_id in ('*', c.city_id)) as facts_until,
    max(k.facts_until) filter (k.sets_the_day) as newest_known
from cities as c
join known_until as k on k.network_id = c.network_id
group by c.city_id;

-- The day at which the clock of a figure stops: the day asked for, or the last one known of its facts; a day after
-- everything that is known is meant so, and the clock goes on.
create or replace macro clock_day(day, facts_until, newest_known) as
    if(day > newest_known, day, least(day, facts_until));
