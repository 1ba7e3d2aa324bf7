-- meaning: Rows of published tables dated after the last day whose facts are known: they are planned, and count nowhere as having happened.
-- meaning_fr: Lignes des tables publiées postérieures au dernier jour dont les faits sont connus : elles sont prévues et ne comptent nulle part comme ayant eu lieu.
-- grain: one row per table and row of it dated later
-- grain_fr: une ligne par table et par ligne de celle-ci datée de plus tard
-- counting: By the day a step was done, a check-in or an activity held, a decision taken, a stage entered, a partnership or
--   an action begun, a period of results ended; counts of persons by the day of their activity.
-- counting_fr: D'après le jour où un jalon est fait, un point de suivi ou une activité tenu, une décision prise, une étape
--   franchie, un partenariat ou une action commencé, une période de résultats terminée ; les comptages d'après le jour de
--   leur activité.
-- source: Cadence's own convention
-- source_fr: convention propre à Cadence
-- column row_no: number, of the row in its table within this snapshot
-- column foreseen_on: date, of the row
-- column facts_until: date, the last day whose facts of that table are known
-- column file_id: number, of the file that brought the row
with whole as (
    select network_id, table_name, facts_until
    from known_until
    where city_id = '*'
),

dated as (
    select c.network_id, 'progress' as table_name, p.rowid as row_no, p.done_on as foreseen_on, k.facts_until, p._file as file_id
    from progress as p
    join cities as c using (city_id)
    join known_cities('progress') as k using (city_id)
    where p.done_on > k.facts_until
    union all
    select c.network_id, 'checkins', h.rowid, h.held_on, k.facts_until, h._file
    from checkins as h
    join cities as c using (city_id)
    join known_cities('checkins') as k using (city_id)
    where h.held_on > k.facts_until
    union all
    select whole.network_id, 'decisions', d.rowid, d.decided_on, whole.facts_until, d._file
    from decisions as d
    left join cities as c on d.subject = 'city' and d.subject_id = c.city_id
    left join partnerships as p on d.subject = 'partnership' and d.subject_id = p.partnership_id
    left join actions as a on d.subject = 'action' and d.subject_id = a.action_id
    join whole
        on whole.table_name = 'decisions' and whole.network_id = coalesce(c.network_id, p.network_id, a.network_id)
    where d.decided_on > whole.facts_until
    union all
    select whole.network_id, 'partnerships', p.rowid, p.starts_on, whole.facts_until, p._file
    from partnerships as p
    join whole on whole.table_name = 'partnerships' and whole.network_id = p.network_id
    where p.starts_on > whole.facts_until
    union all
    select whole.network_id, 'stages', s.rowid, s.entered_on, whole.facts_until, s._file
    from stages as s
    join partnerships as p using (partnership_id)
    join whole on whole.table_name = 'stages' and whole.network_id = p.network_id
    where s.entered_on > whole.facts_until
    union all
    select whole.network_id, 'activities', a.rowid, a.held_on, whole.facts_until, a._file
    from activities as a
    join whole on whole.table_name = 'activities' and whole.network_id = a.network_id
    where a.held_on > whole.facts_until
    union all
    select whole.network_id, 'actions', a.rowid, a.starts_on, whole.facts_until, a._file
    from actions as a
    join whole on whole.table_name = 'actions' and whole.network_id = a.network_id
    where a.starts_on > whole.facts_until
    union all
    select whole.network_id, 'results', r.rowid, r.period_ends_on, whole.facts_until, r._file
    from results as r
    join indicators using (indicator_id)
    join actions as a using (action_id)
    join whole on whole.table_name = 'results' and whole.network_id = a.network_id
    where r.period_ends_on > whole.facts_until
),

coming as (
    select dated.*, a.activity_id
    from dated
    join activities as a on dated.table_name = 'activities' and a.rowid = dated.row_no
)

select network_id, table_name, row_no, foreseen_on, facts_until, file_id
from dated
union all
select coming.network_id, 'audience', audience.rowid, coming.foreseen_on, coming.facts_until, audience._file
from coming
join audience on audience.activity_id = coming.activity_id
