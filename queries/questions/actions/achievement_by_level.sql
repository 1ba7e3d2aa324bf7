-- meaning: How many indicators stand at their target, at each level: what was made, what changed, what it comes to.
-- meaning_fr: Combien d'indicateurs sont à leur cible, à chaque niveau : ce qui a été fait, ce qui a changé, ce qui en résulte.
-- grain: one row per level (output, outcome, impact)
-- grain_fr: une ligne par niveau (réalisation, résultat, impact)
-- formula: k = indicators at their target or beyond, in their own direction; n = indicators with a target that is due
--   and a result
-- formula_fr: k = indicateurs à leur cible ou au-delà, dans leur propre sens ; n = indicateurs ayant une cible échue et
--   un résultat
-- counting: with_evidence: of the indicators with a result, those whose newest value rests on a document or on a third party.
-- counting_fr: with_evidence : parmi les indicateurs ayant un résultat, ceux dont la dernière valeur s'appuie sur un document ou sur un tiers.
-- source: IATI results guidance
-- source_fr: guide IATI sur les résultats
-- rows: achievement
-- mark: level = answer.level
-- trace k: count(*) filter (is_at_target)
-- trace n: count(is_at_target)
-- trace indicators: count(*)
-- trace with_result: count(newest_on)
-- trace with_evidence: count(newest_on) filter (is_evidence(evidence_grade))
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column k: count of indicators, of n that stand at their target or beyond
-- column n: count of indicators, with a target that is due and a result
-- column indicators: count of indicators, of the level
-- column with_result: count of indicators, with a value or a comment by the data date
-- column with_evidence: count of indicators, of with_result whose newest stated evidence is a document or a third party
select
    found.level,
    count(*) filter (found.is_at_target) as k,
    count(found.is_at_target) as n,
    count(*) as indicators,
    count(found.newest_on) as with_result,
    count(*) filter (found.newest_on is not null and is_evidence(found.evidence_grade)) as with_evidence
from achievements_now as found
join action_facts as action using (action_id)
where
    is_in_cities($cities, found.city_id, action.cities)
    and ($partners is null or list_has_any(action.partners, $partners))
group by found.level
order by level_of('result_level', found.level)
