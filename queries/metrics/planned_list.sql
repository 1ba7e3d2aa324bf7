-- meaning: What is written down but has not happened as far as is known, with what it is about.
-- meaning_fr: Ce qui est noté mais n'a pas eu lieu, pour autant qu'on sache, et ce dont il s'agit.
-- grain: one row per planned step, check-in, decision, partnership, stage, activity, joint action or value
-- grain_fr: une ligne par jalon, point de suivi, décision, partenariat, étape, activité, action conjointe ou valeur prévu
-- counting: The rows of planned_rows, counts of persons left out; made once, since every page that lists what happened asks.
-- counting_fr: Les lignes de planned_rows, sans les comptages de personnes ; formées une fois, car chaque page qui liste ce
--   qui a eu lieu les demande.
-- source: Cadence's own convention
-- source_fr: convention propre à Cadence
with later as (
    select * from planned_rows where table_name <> 'audience'
),

found as (
    select l.*, m.name_en, m.name_fr, null as decision, null as stage, null as role,
        [p.city_id] as cities, []::varchar[] as partners, null as action_id, null as partnership_id
    from later as l
    join progress as p on l.table_name = 'progress' and p.rowid = l.row_no
    join milestones as m using (milestone_id)
    union all
    select l.*, k.note, k.note, null, null, null, [k.city_id], [], null, null
    from later as l
    join checkins as k on l.table_name = 'checkins' and k.rowid = l.row_no
    union all
    select l.*, a.title, a.title, d.decision, null, s.role,
        case d.subject when 'city' then [d.subject_id] when 'partnership' then [s.city_id] else coalesce(a.cities, []) end,
        case d.subject when 'partnership' then [s.partner_id] when 'action' then coalesce(a.partners, []) else [] end,
        a.action_id, s.partnership_id
    from later as l
    join decisions as d on l.table_name = 'decisions' and d.rowid = l.row_no
    left join partnerships as s on d.subject = 'partnership' and s.partnership_id = d.subject_id
    left join actions as a on d.subject = 'action' and a.action_id = d.subject_id
    union all
    select l.*, null, null, null, null, s.role, [s.city_id], [s.partner_id], null, s.partnership_id
    from later as l
    join partnerships as s on l.table_name = 'partnerships' and s.rowid = l.row_no
    union all
    select l.*, null, null, null, g.stage, s.role, [s.city_id], [s.partner_id], null, s.partnership_id
    from later as l
    join stages as g on l.table_name = 'stages' and g.rowid = l.row_no
    join partnerships as s using (partnership_id)
    union all
    select l.*, a.title, a.title, null, null, null, coalesce(a.cities, []), coalesce(a.partners, []), a.action_id, null
    from later as l
    join activities as a on l.table_name = 'activities' and a.rowid = l.row_no
    union all
    select l.*, a.title, a.title, null, null, null, coalesce(a.cities, []), coalesce(a.partners, []), a.action_id, null
    from later as l
    join actions as a on l.table_name = 'actions' and a.rowid = l.row_no
    union all
    select l.*, i.name_en, i.name_fr, null, null, null, coalesce(a.cities, []), coalesce(a.partners, []), a.action_id, null
    from later as l
    join results as r on l.table_name = 'results' and r.rowid = l.row_no
    join indicators as i using (indicator_id)
    join actions as a using (action_id)
)

select
    found.* exclude (file_id),
    coalesce((select if(f.is_typed, 'noted', 'planned') from _files as f where f.file_id = found.file_id), 'planned') as told_as,
    (select coalesce(list(coalesce(c.name, one.city_id) order by one.city_id), [])
        from unnest(found.cities) as one (city_id) left join cities as c on c.city_id = one.city_id
        where one.city_id is not null) as city_names,
    (select coalesce(list(coalesce(p.name, one.partner_id) order by one.partner_id), [])
        from unnest(found.partners) as one (partner_id) left join partners as p on p.partner_id = one.partner_id
        where one.partner_id is not null) as partner_names
from found
