-- meaning: Values of each indicator of a department over time.
-- meaning_fr: Valeurs de chaque indicateur d’un département au fil du temps.
-- grain: one row per indicator label, department and date
-- grain_fr: une ligne par libellé d’indicateur, département et date
select _line,
    code_of_label(indicator_code, indicator) || '-' || department as indicator_id,
    day as period_ends_on, value as actual, 'third_party' as evidence_grade
from export
