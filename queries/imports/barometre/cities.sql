-- meaning: Departments.
-- meaning_fr: Départements.
-- grain: one row per department
-- grain_fr: une ligne par département
select min(_line) as _line, department as city_id, 'barometre' as network_id, min_by(department_name, _line) as name,
    'FR' as country, 'fr' as language, min(first_day) as joined_on
from export
group by department, case when department is null then _line end
