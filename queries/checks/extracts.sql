-- meaning: Until which day the facts of each table of some files are known: as told with the file, else the newest fact that has been.
-- meaning_fr: Le jour jusqu'auquel les faits de chaque table de fichiers sont connus : comme dit avec le fichier, sinon le fait le plus récent.
-- upload_days holds the day of the upload where each network is.
-- The view dated_facts holds the facts, after_<table> a table as it would be; told holds the day of each file that has one.
with -- Files that come together are taken to be of one day, that of the newest fact in any of them.
newest as (
    select f.network_id, max(f.day) as day
    from dated_facts as f
    join upload_days as today using (network_id)
    where f.day <= today.day
    group by f.network_id
),

known as (
    -- No file knows of a day that has not come where its network is.
    select f.table_name, f.network_id, f.city_id, least(coalesce(told.day, newest.day), today.day) as facts_until, f.file
    from dated_facts as f
    join upload_days as today on today.network_id = f.network_id
    left join told on told.file = f.file
    left join newest on newest.network_id = f.network_id
),

-- A file that leaves out a city of which there are rows speaks for its own cities only.
spoken_of as (
    select 'progress' as table_name, city_id from after_progress
    union
    select 'checkins', city_id from after_checkins
),

left_out as (
    select s.table_name, c.network_id, count(*) as cities
    from spoken_of as s
    join after_cities as c using (city_id)
    join upload_days as today on today.network_id = c.network_id
    where
        (c.left_on is null or c.left_on > today.day)
        and (s.table_name, s.city_id) not in (select table_name, city_id from known)
    group by s.table_name, c.network_id
),

rows_told as (
    select
        k.network_id,
        k.table_name,
        if(k.city_id <> '*' and l.cities > 0, k.city_id, '*') as city_id,
        max(k.facts_until) as facts_until,
        max_by(k.file, k.facts_until) as file
    from known as k
    left join left_out as l on l.table_name = k.table_name and l.network_id = k.network_id
    where k.facts_until is not null
    group by all
)

-- An older file moves no day back.
select new.network_id, new.table_name, new.city_id, new.facts_until, new.file
from rows_told as new
left join published.extracts as old
    on old.network_id = new.network_id and old.table_name = new.table_name and old.city_id in ('*', new.city_id)
where (new.network_id, new.table_name) not in (select network_id, table_name from coming_extracts)
group by all
having new.facts_until > max(old.facts_until) or max(old.facts_until) is null
