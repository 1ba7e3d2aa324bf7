-- meaning: Indicators of a department; one whose targets lie below its baselines is better when it falls.
-- meaning_fr: Indicateurs d’un département ; celui dont les cibles sont sous les valeurs initiales est meilleur quand il baisse.
-- grain: one row per indicator label and department
-- grain_fr: une ligne par libellé d’indicateur et département
select _line,
    code_of_label(indicator_code, indicator) || '-' || department as indicator_id,
    replace(folded(measure), ' ', '-') as action_id, indicator || ' – ' || department_name as name_fr, indicator || ' – ' || department_name as name_en,
    'outcome' as level, coalesce(unit, '1') as unit,
    coalesce(
        avg(number_with_dot(target) - number_with_dot(first_value)) over (partition by indicator_code) >= 0, true
    ) as is_ascending,
    'stock' as value_kind, first_value as baseline, target, target_day as target_on
from export
