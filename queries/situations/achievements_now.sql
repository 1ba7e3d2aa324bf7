-- meaning: Every indicator of a network with what it had reached by the data date.
-- meaning_fr: Chaque indicateur d'un réseau avec ce qu'il avait atteint à la date des données.
-- grain: one row per indicator
-- grain_fr: une ligne par indicateur
-- counting: A flow is the sum of its periods, a stock its last value, a ratio the sum of numerators over the sum of
--   denominators in the scale of its own export (per hundred when its reported values, or its unit and target, are
--   percentages), a qualitative indicator the number of periods reported.
--   Whether it stands at its target is judged from the day its target is due on; without such a day at any time.
-- counting_fr: Un flux est la somme de ses périodes, un stock sa dernière valeur, un ratio la somme des numérateurs sur celle
--   des dénominateurs à l'échelle de son export (pour cent si ses valeurs, ou son unité et sa cible, sont des
--   pourcentages), un indicateur qualitatif le nombre de périodes renseignées. Être à sa cible se juge à partir de
--   l'échéance de la cible ; sans échéance, à tout moment.
-- known: results
with known as (
    select
        indicator_id,
        sum(actual) as total,
        max_by(actual, period_ends_on) as latest,
        sum(numerator) filter (denominator is not null) as numerator,
        sum(denominator) filter (numerator is not null) as denominator,
        count(*) filter (actual is not null or comment is not null) as reports,
        max(period_ends_on) filter (coalesce(actual, numerator) is not null or comment is not null) as newest_on,
        arg_max_null(evidence_grade, period_ends_on) filter (coalesce(actual, numerator) is not null or comment is not null) as evidence_grade,
        max_by(actual * denominator / numerator, period_ends_on) filter (numerator <> 0) as reported_scale
    from results
    where period_ends_on <= (
        select least($data_date, max(facts_until)) from known_until
        where network_id = $network and table_name = 'results' and city_id = '*'
    )
    group by indicator_id
),

places as (
    -- Two cities of one name cannot be told apart here.
    select name, any_value(city_id) as city_id
    from cities
    where network_id = $network
    group by name
    having count(*) = 1
),

valued as (
    select
        indicators.* exclude (_file, _line),
        places.city_id,
        places.name as city,
        measure_in(indicators.name_fr, if(place_in(indicators.name_fr) = places.name, places.name, null)) as measure_fr,
        measure_in(indicators.name_en, places.name) as measure_en,
        known.numerator,
        known.denominator,
        known.newest_on,
        known.evidence_grade,
        coalesce(indicators.target_on <= $data_date, true) as is_due,
        case indicators.value_kind
            when 'flow' then known.total
            when 'ratio' then ratio_scale(known.reported_scale, indicators.unit, indicators.baseline, indicators.target)
                * known.numerator / nullif(known.denominator, 0)
            when 'qualitative' then coalesce(known.reports, 0)
            else known.latest
        end as actual
    from indicators
    join actions on actions.action_id = indicators.action_id
    left join known on known.indicator_id = indicators.indicator_id
    left join places on places.name = place_in(indicators.name_en)
    where actions.network_id = $network
)

select
    *,
    achievement_label(value_kind, is_ascending, baseline, actual, target) as label,
    case when label not in ('qualitative', 'target_behind') then achievement(baseline, actual, target) end as achievement,
    case when is_due then is_at_target(value_kind, is_ascending, actual, target) end as is_at_target,
    -- A value and a target, and still time to reach it.
    not is_due and is_at_target(value_kind, is_ascending, actual, target) is not null as is_not_due_yet
from valued
