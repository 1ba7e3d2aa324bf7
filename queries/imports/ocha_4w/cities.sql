-- meaning: Territories where somebody is present; a row without its territory cannot be placed.
-- meaning_fr: Territoires où quelqu’un est présent ; une ligne sans territoire ne peut pas être située.
-- grain: one row per territory, and one per row without
-- grain_fr: une ligne par territoire, et une par ligne sans territoire
with rows_read as (
    select *, coalesce(date_year_first(without_time(start_day)), date_day_first(without_time(start_day))) as started,
        coalesce(date_year_first(without_time(end_day)), date_day_first(without_time(end_day))) as ended
    from export
)
select min(_line) as _line, territory_code as city_id, 'ocha-drc-4w' as network_id, min_by(territory, _line) as name,
    'CD' as country, 'fr' as language, min_by(province, _line) as theme,
    coalesce(min(started), (select min(started) from rows_read)) as joined_on
from rows_read
group by territory_code, case when territory_code is null then _line end
