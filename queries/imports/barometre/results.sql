-- meaning: The latest value of each indicator of a department.
-- meaning_fr: La dernière valeur de chaque indicateur d’un département.
-- grain: one row per indicator label and department
-- grain_fr: une ligne par libellé d’indicateur et département
select _line,
    code_of_label(indicator_code, indicator) || '-' || department as indicator_id,
    current_day as period_ends_on, current_value as actual, 'third_party' as evidence_grade
from export
