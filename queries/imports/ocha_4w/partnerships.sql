-- meaning: An organisation at work in a territory, from its first start to its last end there.
-- meaning_fr: Une organisation à l’œuvre dans un territoire, de son premier début à sa dernière fin.
-- grain: one row per organisation and territory (rows that name both)
-- grain_fr: une ligne par organisation et territoire (lignes qui nomment les deux)
with rows_read as (
    select *, coalesce(date_year_first(without_time(start_day)), date_day_first(without_time(start_day))) as started,
        coalesce(date_year_first(without_time(end_day)), date_day_first(without_time(end_day))) as ended
    from export
)
select min(_line) as _line, organisation_id || '-' || territory_code as partnership_id, organisation_id as partner_id,
    'ocha-drc-4w' as network_id, territory_code as city_id, 'delivery' as role, 'delivery_partner' as typology,
    min(started) as starts_on,
    -- An end before its own start is a slip of the pen and says nothing.
    max(ended) filter (ended >= started) as ends_on
from rows_read
where organisation_id is not null and territory_code is not null
group by organisation_id, territory_code
