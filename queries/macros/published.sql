-- How many rows each published table holds of a network, whatever their day.
create or replace macro rows_published(of_network) as table
select 'networks' as table_name, count(*) as n from networks where network_id = of_network
union all
select 'phases', count(*) from phases where network_id = of_network
union all
select 'milestones', count(*) from milestones join phases using (phase_id) where network_id = of_network
union all
select 'cities', count(*) from cities where network_id = of_network
union all
-- A partner is of every network that names it.
select 'partners', count(*) from partners_of(of_network)
union all
select 'progress', count(*) from progress join cities using (city_id) where network_id = of_network
union all
select 'pauses', count(*) from pauses join cities using (city_id) where network_id = of_network
union all
select 'checkins', count(*) from checkins join cities using (city_id) where network_id = of_network
union all
select 'needs', count(*) from needs join cities using (city_id) where network_id = of_network
union all
select 'partnerships', count(*) from partnerships where network_id = of_network
union all
select 'stages', count(*) from stages join partnerships using (partnership_id) where network_id = of_network
union all
select 'actions', count(*) from actions where network_id = of_network
union all
select 'activities', count(*) from activities where network_id = of_network
union all
-- Ten million rows: each segment at an activity says how many it was made of.
select 'audience', coalesce(sum(counts), 0)::bigint from audience_facts where network_id = of_network
union all
select 'indicators', count(*) from indicators join actions using (action_id) where network_id = of_network
union all
select 'results', count(*)
from results
join indicators using (indicator_id)
join actions using (action_id)
where network_id = of_network
union all
select 'commitments', count(*) from commitments join cities using (city_id) where network_id = of_network
union all
select 'events', count(*) from events where network_id = of_network
union all
select 'decisions', count(*)
from decisions
where subject_id in (
    select city_id from cities where network_id = of_network
    union all
    select partnership_id from partnerships where network_id = of_network
    union all
    select action_id from actions where network_id = of_network
);
