-- meaning: What some files say happened on a day, with the network and, where the file tells cities apart, the city.
-- meaning_fr: Ce que des fichiers disent être arrivé un jour, avec le réseau et, si le fichier distingue les villes, la ville.
-- n: how many facts; asked three times, they are counted once.
-- The views coming_<table> hold the new rows with the place of their file, after_<table> a table as it would be.
with facts as (
    select 'progress' as table_name, c.network_id, r.city_id, r.done_on as day, r.file
    from coming_progress as r join after_cities as c using (city_id)
    union all
    select 'checkins', c.network_id, r.city_id, r.held_on, r.file
    from coming_checkins as r join after_cities as c using (city_id)
    union all
    select 'decisions', coalesce(c.network_id, p.network_id, a.network_id), '*', r.decided_on, r.file
    from coming_decisions as r
    left join after_cities as c on r.subject = 'city' and r.subject_id = c.city_id
    left join after_partnerships as p on r.subject = 'partnership' and r.subject_id = p.partnership_id
    left join after_actions as a on r.subject = 'action' and r.subject_id = a.action_id
    union all
    select 'partnerships', network_id, '*', starts_on, file from coming_partnerships
    union all
    select 'stages', p.network_id, '*', r.entered_on, r.file
    from coming_stages as r join after_partnerships as p using (partnership_id)
    union all
    select 'activities', network_id, '*', held_on, file from coming_activities
    union all
    select 'actions', network_id, '*', unnest([starts_on, ends_on]), file from coming_actions
    union all
    select 'results', a.network_id, '*', r.period_ends_on, r.file
    from coming_results as r join after_indicators using (indicator_id) join after_actions as a using (action_id)
)

select *, count(*) as n
from facts
group by all
