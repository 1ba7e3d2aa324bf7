-- meaning: The reported values behind an indicator, and the file and line that brought each.
-- meaning_fr: Les valeurs déclarées derrière un indicateur, et le fichier et la ligne qui ont apporté chacune.
-- grain: one row per indicator and period
-- grain_fr: une ligne par indicateur et période
-- counting: Only periods ended by the data date.
-- counting_fr: Seulement les périodes terminées à la date des données.
-- source: the results table
-- source_fr: la table des résultats
-- known: results
-- table: results
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column action: text, title of the joint action
-- column _file: number, of the published file the row came from; null when it came from none
-- column _line: number, of the row's line in that file, as a spreadsheet counts lines; null when it came from none
select
    results.indicator_id,
    indicators.name_fr,
    indicators.name_en,
    actions.title as action,
    results.period_ends_on,
    results.actual,
    results.numerator,
    results.denominator,
    indicators.unit,
    results.evidence_grade,
    results.comment,
    results._file,
    results._line
from results
join indicators using (indicator_id)
join actions using (action_id)
where actions.network_id = $network
    and results.period_ends_on <= least($data_date::date, told_until($network, 'results'))
    and ($action::varchar is null or actions.action_id = $action)
    and (
        ($cities is null and $partners is null and $measure::varchar is null)
        or results.indicator_id in (
            select found.indicator_id
            from achievements_now as found
            join action_facts as facts using (action_id)
            where is_in_cities($cities, found.city_id, facts.cities)
                and ($partners is null or list_has_any(facts.partners, $partners))
                and ($measure::varchar is null or found.measure_en = $measure)
        )
    )
order by results.indicator_id, results.period_ends_on
