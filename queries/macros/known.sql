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

-- Each table of facts as far as is known, for lists of the rows behind a figure: rows of which nothing has happened yet
-- are left out; of those that hold a plan as well, what is dated later stands as planned.
create or replace macro as_known_checkins() as table
select * from checkins
where rowid not in (select row_no from planned_rows where table_name = 'checkins');

create or replace macro as_known_decisions() as table
select * from decisions
where rowid not in (select row_no from planned_rows where table_name = 'decisions');

create or replace macro as_known_stages() as table
select * from stages
where rowid not in (select row_no from planned_rows where table_name = 'stages');

create or replace macro as_known_activities() as table
select * from activities
where rowid not in (select row_no from planned_rows where table_name = 'activities');

create or replace macro as_known_audience() as table
select * from audience
where rowid not in (select row_no from planned_rows where table_name = 'audience');

create or replace macro as_known_results() as table
select * from results
where rowid not in (select row_no from planned_rows where table_name = 'results');

create or replace macro as_known_progress() as table
select * replace (
    if(rowid in (select row_no from planned_rows where table_name = 'progress'), null, done_on) as done_on
) from progress;

create or replace macro as_known_partnerships() as table
select * replace (
    if(rowid in (select row_no from planned_rows where table_name = 'partnerships'), null, starts_on) as starts_on
) from partnerships;

create or replace macro as_known_actions() as table
select a.* replace (
    status_known(a.status, a.starts_on, k.facts_until) as status,
    if(a.starts_on > k.facts_until, a.starts_on, a.planned_start_on) as planned_start_on,
    if(a.ends_on > k.facts_until, a.ends_on, a.planned_end_on) as planned_end_on,
    if(a.starts_on > k.facts_until, null, a.starts_on) as starts_on,
    if(a.ends_on > k.facts_until, null, a.ends_on) as ends_on
)
from actions as a
join known_until as k on k.network_id = a.network_id and k.table_name = 'actions' and k.city_id = '*';
