-- meaning: The newest fact that has been in files that come together, for each file that holds facts; null where none has been yet.
-- meaning_fr: Le fait le plus récent qui a eu lieu dans des fichiers apportés ensemble, pour chaque fichier qui en contient ; null si aucun.
with newest as (
    select f.network_id, max(f.day) as day
    from dated_facts as f
    join upload_days as today using (network_id)
    where f.day <= today.day
    group by f.network_id
)

select f.file, max(newest.day) as day
from dated_facts as f
left join newest using (network_id)
-- Of the others a table that comes with them tells the day.
where (f.network_id, f.table_name) not in (select network_id, table_name from coming_extracts)
group by f.file
order by f.file
