-- meaning: Projects: their organisations, territories, state and dates.
-- meaning_fr: Projets : leurs organisations, territoires, état et dates.
-- grain: one row per project, and one per row without a project
-- grain_fr: une ligne par projet, et une par ligne sans projet
with rows_read as (
    select *, coalesce(date_year_first(without_time(start_day)), date_day_first(without_time(start_day))) as started,
        coalesce(date_year_first(without_time(end_day)), date_day_first(without_time(end_day))) as ended
    from export
)
select min(_line) as _line, project as action_id, 'ocha-drc-4w' as network_id, min_by(activity_name, _line) as title,
    list_sort(list_distinct(list(organisation_id))) as partners,
    list_sort(list_distinct(list(territory_code))) as cities,
    'scaled' as size,
    case min(case state
            when 'En cours' then 1
            when 'Mise en oeuvre & rapportage' then 1
            when 'Déboursement' then 1
            when 'Autorisation de la convention de subvention par EO' then 2
            when 'Sous rapportage final' then 3
            when 'Clôturé' then 4
        end)
        when 1 then 'implementation' when 2 then 'pipeline' when 3 then 'finalisation' when 4 then 'closed'
        else min(state)
    end as status,
    min(started) as starts_on,
    max(ended) filter (ended >= started) as planned_end_on
from rows_read
group by project, case when project is null then _line end
