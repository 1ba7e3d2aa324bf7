-- meaning: Who was to be asked for each open need by what was dated on that day, to hold the candidates against what came.
-- meaning_fr: Qui solliciter pour chaque besoin ouvert d'après ce qui était daté ce jour-là, pour confronter les candidats à la suite.
-- grain: one row per need that is not met and candidate; a need without candidate has one row with an empty partner
-- grain_fr: une ligne par besoin non couvert et candidat ; un besoin sans candidat a une ligne au partenaire vide
-- counting: The candidates of candidate_partners, in the same order and by the same rule, except that a plan counts only for a
--   partnership of which a stage had been entered. Needs that only a silent partner meets stand here too, though nobody
--   is named for them. What a day does not tell is taken as it is now: the country of a partner, the language and theme
--   of a city, the rules.
-- counting_fr: Les candidats de candidate_partners, dans le même ordre et par la même règle, sauf qu'un plan ne compte que pour
--   un partenariat dont une étape avait été franchie. Les besoins que seul un partenaire silencieux couvre y figurent
--   aussi, sans que personne y soit nommé. Ce qu'aucun jour ne date est pris tel qu'aujourd'hui : le pays d'un partenaire,
--   la langue et le thème d'une ville, les règles.
-- source: Cadence's own rule
-- rows: role_coverage
-- mark: city_id = answer.city_id and role = answer.role
-- trace place: if(answer.partner_id is null, null, (
--     select count(*) from answer as other
--     where other.city_id = answer.city_id and other.role = answer.role and other.place <= answer.place
--   )) from table networks where network_id = $network
-- example: {"network": "astrolabe", "data_date": "2025-05-31"}
-- column role: code, what a partner should bring
-- column is_met_by_silent: yes or no, whether a partner that has gone silent meets the need
-- column partner_id: code, of the candidate; null when the need has none
-- column offer: code, pipeline_here, pipeline_network or elsewhere: where the candidate comes from; null without one
-- column place: number, of the candidate in the order in which to ask, 1 is the first; null without one
-- column is_named: yes or no, whether the list of candidates names it: one of the first three; null without one
select needs.city_id, needs.role, needs.is_met_by_silent, found.partner_id, found.offer, found.place, found.is_named
from needs_now as needs
left join candidates_now as found
    on found.city_id = needs.city_id and found.role = needs.role and found.is_dated_only
where not needs.is_met
order by needs.city_id, needs.role, found.place
