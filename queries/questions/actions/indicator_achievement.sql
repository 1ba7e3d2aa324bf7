-- meaning: How far each indicator of the joint actions has come from its baseline to its target.
-- meaning_fr: Le chemin parcouru par chaque indicateur des actions conjointes, de sa valeur initiale à sa cible.
-- grain: one row per indicator
-- grain_fr: une ligne par indicateur
-- formula: (actual − baseline) / (target − baseline), the same when a falling value is sought; without a
--   baseline actual / target, labelled no_baseline; labelled target_behind where the target lies the other way
--   than the indicator should go, so that the ratio must not be read as a success or a failure
-- formula_fr: (réel − initial) / (cible − initial), de même quand la baisse est recherchée ; sans valeur initiale
--   réel / cible, sous l'étiquette no_baseline ; sous l'étiquette target_behind quand la cible est à l'opposé du sens
--   voulu : le rapport ne se lit alors ni comme un succès ni comme un échec
-- counting: A flow is the sum of its periods, a stock its last value, a ratio the sum of numerators over the sum of
--   denominators, a qualitative indicator the number of periods reported; only periods ended by the data date.
-- counting_fr: Un flux est la somme de ses périodes, un stock sa dernière valeur, un ratio la somme des numérateurs sur
--   celle des dénominateurs, un indicateur qualitatif le nombre de périodes renseignées ; seules comptent les
--   périodes terminées à la date des données.
-- source: IATI results guidance
-- source_fr: guide IATI sur les résultats
-- rows: indicator_results
-- table: indicators
-- mark: indicator_id = answer.indicator_id
-- trace actual: reached(
--   (select value_kind from indicators where indicator_id = answer.indicator_id),
--   (select unit from indicators where indicator_id = answer.indicator_id),
--   answer.baseline, answer.target, period_ends_on, actual, numerator, denominator, comment)
-- trace achievement: any_value(achievement(baseline, actual, target)) filter (value_kind <> 'qualitative')
--   from achievement where indicator_id = answer.indicator_id
-- mark indicators: indicator_id = answer.indicator_id
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column actual: number, reached by the data date in the indicator's unit, counted by its kind of value; null when
--   nothing was reported
-- column achievement: ratio, way from baseline to target, without a baseline actual over target; null when label is
--   qualitative, no_result, no_target or not_applicable
-- column label: code, achieved, partly, no_change or worse, or what the ratio lacks: qualitative, no_result, no_target,
--   no_baseline, not_applicable (no way between baseline and target) or target_behind
select
    indicator_id,
    baseline,
    actual,
    target,
    case when value_kind <> 'qualitative' then achievement(baseline, actual, target) end as achievement,
    label
from achievements_now
order by indicator_id
