-- meaning: Where the same thing is measured in many places: at how many of them the target is reached.
-- meaning_fr: Quand une même mesure est faite en plusieurs lieux : dans combien d'entre eux la cible est atteinte.
-- grain: one row per measure: indicators of one name (without the city at its end), unit and kind of value
-- grain_fr: une ligne par mesure : indicateurs de même nom (sans la ville à la fin), unité et nature de valeur
-- formula: k = indicators at their target or beyond, n = indicators with a target that is due and a result; total: sum
--   of flows,
--   sum of numerators / sum of denominators of ratios, reports of qualitative indicators, the last value of a stock measured in one place
-- formula_fr: k = indicateurs à leur cible ou au-delà, n = indicateurs ayant une cible échue et un résultat ; total :
--   somme des
--   flux, somme des numérateurs / somme des dénominateurs des ratios, nombre de déclarations des qualitatifs, dernière valeur d'un stock mesuré en un seul lieu
-- counting: Only like is added to like: one name, one unit, one kind of value. Stocks of several places are not added: a
--   waiting time or a share has no sum.
-- counting_fr: On n'additionne que ce qui se ressemble : même nom, même unité, même nature de valeur. Les stocks de
--   plusieurs lieux ne s'additionnent pas : une attente ou une part n'a pas de somme.
-- source: IATI results guidance
-- source_fr: guide IATI sur les résultats
-- rows: achievement
-- mark: measure_fr = answer.name_fr and measure_en = answer.name_en and unit = answer.unit and level = answer.level
--   and value_kind = answer.value_kind
-- trace indicators: count(*)
-- trace k: count(*) filter (is_at_target)
-- trace n: count(is_at_target)
-- trace median_achievement: median(achievement)
-- trace lowest_achievement: min(achievement)
-- trace highest_achievement: max(achievement)
-- trace total: case when answer.value_kind <> 'stock' or answer.indicators = 1 then
--     reached(
--       answer.value_kind, answer.unit, null, max((
--         select greatest(abs(one.baseline), abs(one.target)) from indicators as one
--         where one.indicator_id = rows_of_indicator_results.indicator_id)),
--       period_ends_on, actual, numerator, denominator, comment)
--   end from indicator_results where indicator_id in (
--     select indicator_id from rows_of_achievement where measure_fr = answer.name_fr
--     and measure_en = answer.name_en and unit = answer.unit and level = answer.level and value_kind = answer.value_kind)
-- trace total_target: case when bool_and(target is not null) and (
--   answer.value_kind = 'flow' or (answer.value_kind = 'stock' and count(*) = 1)) then sum(target) end
-- mark indicators: (name_en = answer.name_en or starts_with(name_en, answer.name_en || ' – ')) and unit = answer.unit
--   and level = answer.level and value_kind = answer.value_kind
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column name_fr: name, of the measure in French, without a city
-- column name_en: name, of the measure in English, without a city
-- column indicators: count of indicators, of the measure
-- column k: count of indicators, of n that stand at their target or beyond
-- column n: count of indicators, with a target that is due and a result
-- column median_achievement: ratio, median of the achievements that can be stated; null when none can
-- column lowest_achievement: ratio, lowest of the achievements that can be stated; null when none can
-- column highest_achievement: ratio, highest of the achievements that can be stated; null when none can
-- column total: number, in the unit: sum of flows, ratio of summed parts, reports of qualitative indicators, or the
--   value of a single stock; null for stocks of several places and without a result
-- column total_target: number, in the unit: sum of the targets of flows, or the target of a single stock; null for
--   other kinds and when a target is unknown
-- column why: code, why there is nothing to judge: qualitative, no_result, not_due_yet or no_target; null when there is
with found as (
    select one.*
    from achievements_now as one
    join action_facts as action using (action_id)
    where
        is_in_cities($cities, one.city_id, action.cities)
        and ($partners is null or list_has_any(action.partners, $partners))
        and ($action is null or one.action_id = $action)
)

select
    measure_fr as name_fr,
    measure_en as name_en,
    unit,
    value_kind,
    level,
    count(*) as indicators,
    count(*) filter (is_at_target) as k,
    count(is_at_target) as n,
    median(achievement) as median_achievement,
    min(achievement) as lowest_achievement,
    max(achievement) as highest_achievement,
    case
        when value_kind in ('flow', 'qualitative') or indicators = 1 then sum(actual)
        when value_kind = 'ratio' and sum(denominator) > 0 then
            -- The parts add up, the shares do not; the scale is that of the indicators themselves.
            coalesce(max(actual * denominator / nullif(numerator, 0)), 1) * sum(numerator) / sum(denominator)
    end as total,
    case
        when (value_kind = 'flow' or (value_kind = 'stock' and indicators = 1)) and bool_and(target is not null)
            then sum(target)
    end as total_target,
    case
        when value_kind = 'qualitative' then 'qualitative'
        when count(actual) = 0 then 'no_result'
        when n = 0 and bool_or(is_not_due_yet) then 'not_due_yet'
        when n = 0 then 'no_target'
    end as why
from found
group by measure_fr, measure_en, unit, value_kind, level
order by k / nullif(n, 0) nulls last, measure_en, unit
