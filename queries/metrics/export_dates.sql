-- meaning: How fresh each export is: the earliest and newest dated fact it holds, up to the day it was published.
-- meaning_fr: La fraîcheur de chaque export : le premier et le dernier fait daté qu'il contient, jusqu'au jour de sa publication.
-- grain: one row per network and table
-- grain_fr: une ligne par réseau et par table
-- counting: A fact is something that happened (a milestone done, a contact held, a stage entered, an activity held, a result reported, a decision taken); plans, targets and dates after the publication are not facts.
-- counting_fr: Un fait est quelque chose qui a eu lieu (jalon atteint, contact tenu, étape franchie, activité tenue, résultat rapporté, décision prise) ; les prévisions, les cibles et les dates postérieures à la publication n'en sont pas.
-- source: Cadence's own convention
with facts as (
    select c.network_id, 'progress' as table_name, p.done_on as day
    from progress p join cities c using (city_id)
    union all
    select c.network_id, 'checkins', k.held_on
    from checkins k join cities c using (city_id)
    union all
    select p.network_id, 'stages', s.entered_on
    from stages s join partnerships p using (partnership_id)
    union all
    select network_id, 'activities', max(held_on)
    from activities
    where held_on <= coalesce(published_on(network_id), held_on)
    group by network_id
    union all
    select network_id, 'activities', min(held_on)
    from activities
    group by network_id
    union all
    select a.network_id, 'actions', unnest([a.starts_on, a.ends_on])
    from actions a
    union all
    select a.network_id, 'results', r.period_ends_on
    from results r join indicators using (indicator_id) join actions a using (action_id)
    where r.actual is not null or r.numerator is not null
    union all
    select coalesce(c.network_id, p.network_id, a.network_id), 'decisions', d.decided_on
    from decisions d
    left join cities c on d.subject = 'city' and d.subject_id = c.city_id
    left join partnerships p on d.subject = 'partnership' and d.subject_id = p.partnership_id
    left join actions a on d.subject = 'action' and d.subject_id = a.action_id
)
select network_id, table_name, min(day) as earliest, max(day) as newest
from facts
where network_id is not null and day <= coalesce(published_on(network_id), day)
group by network_id, table_name
