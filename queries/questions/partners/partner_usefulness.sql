-- meaning: How useful the cities found the activities with a partner.
-- meaning_fr: L'utilité que les villes ont trouvée aux activités avec un partenaire.
-- grain: one row, none while no activity with the partner is rated
-- grain_fr: une ligne, aucune tant qu'aucune activité avec le partenaire n'est notée
-- formula: usefulness = median of the ratings, usefulness_mean = their mean, both from 1 (little) to 4 (very)
-- formula_fr: usefulness = médiane des notes, usefulness_mean = leur moyenne, de 1 (peu) à 4 (très)
-- counting: Activities that name the partner, whoever else took part, held by the data date. One that nobody rated is left
--   out, and never counted as zero.
-- counting_fr: Activités citant le partenaire, quels que soient les autres participants, tenues à la date des données. Celle
--   que personne n'a notée est laissée de côté, jamais comptée comme zéro.
-- source: the cities' ratings in the activities table
-- source_fr: les notes des villes dans la table des activités
-- known: activities
-- table: partners
-- rows: held_activities
-- mark: list_contains(partners, $partner)
-- trace activities: count(*)
-- trace rated_activities: count(usefulness)
-- trace usefulness: median(usefulness)
-- trace usefulness_mean: avg(usefulness)
-- example: {"network": "astrolabe", "partner": "atelier-lacets", "data_date": "2026-06-30"}
-- column activities: count of activities, that name the partner by the data date
-- column rated_activities: count of activities, of those that the cities rated
-- column usefulness: number, from 1 to 4, the median of these ratings
-- column usefulness_mean: number, from 1 to 4, their mean
select
    r.partner_id,
    (select sum(t.activities) from partner_totals_now as t where t.partner_id = $partner)::bigint as activities,
    count(*) as rated_activities,
    median(r.usefulness) as usefulness,
    avg(r.usefulness) as usefulness_mean
from partner_ratings as r
join activity_facts using (activity_no)
where r.network_id = $network and r.partner_id = $partner and r.held_on <= $data_date::date
group by r.partner_id
