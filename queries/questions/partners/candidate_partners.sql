-- meaning: For each unmet need, partners that could be asked: at most three, with what speaks for each.
-- meaning_fr: Pour chaque besoin non couvert, des partenaires à solliciter : trois au plus, avec ce qui parle pour chacun.
-- grain: one row per unmet need and candidate; a need without candidate has one row with an empty partner
-- grain_fr: une ligne par besoin non couvert et candidat ; un besoin sans candidat a une ligne au partenaire vide
-- counting: First those already being won for that role in that city, then those being won for it in the network as a whole,
--   then those that play it in an active partnership elsewhere that is not silent and have fewer than four of these. Among
--   equals: the furthest stage, same country, then same language, then same theme, then the fewest active partnerships.
--   A need that a silent partner meets is not listed: wake that partner first.
-- counting_fr: D'abord les partenaires en cours d'approche pour ce rôle dans cette ville, puis pour l'ensemble du réseau, puis
--   ceux qui le tiennent ailleurs dans un partenariat actif et non silencieux et en ont moins de quatre. À égalité :
--   l'étape la plus avancée, même pays, puis même langue, puis même thème, puis le moins de partenariats actifs. Un besoin
--   couvert par un partenaire silencieux n'y figure pas : c'est lui qu'il faut relancer d'abord.
-- source: Cadence's own rule
-- rows: role_coverage
-- mark: city_id = answer.city_id and role = answer.role
-- trace priority: any_value(priority)
-- trace usefulness: median(usefulness) from table activities
--   where network_id = $network and held_on <= $data_date and list_contains(partners, answer.partner_id)
-- trace rated_activities: if(answer.partner_id is not null, count(usefulness), null) from table activities
--   where network_id = $network and held_on <= $data_date and list_contains(partners, answer.partner_id)
-- trace active_partnerships: if(answer.partner_id is not null, count(*), null) from table partnerships
--   where network_id = $network and partner_id = answer.partner_id and is_alive_on(partnership_id, partner_id, city_id, starts_on, ends_on, $network,
--     $data_date_of_partnerships, $data_date_of_activities)
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column city: name, of the city
-- column role: code, what a partner should bring
-- column partner_id: code, of the candidate; null when the need has none
-- column partner: name, of the candidate; null when the need has none
-- column sector: code, sector of the candidate; null when the need has none
-- column offer: code, pipeline_here, pipeline_network or elsewhere: where the candidate comes from; null without one
-- column stage: code, of the partnership that is being won; null elsewhere and without any
-- column stage_on: date, on which that stage was entered; null without one
-- column planned_on: date, on which the partnership that is being won was planned to start; null elsewhere and without one
-- column is_same_country: yes or no, whether the candidate is of the city's country; null without a candidate
-- column is_same_language: yes or no, whether the candidate works with a city of the same language; null without a
--   candidate
-- column is_same_theme: yes or no, whether the candidate works with a city of the same theme; null without a candidate
-- column active_partnerships: count of partnerships, the candidate's active ones in the network that are not silent; null
--   without a candidate
-- column has_free_hands: yes or no, whether the candidate has fewer than four of these; null without a candidate
-- column heard_on: date, the candidate's last activity or start of one of these; null when it has none
-- column last_on: date, the candidate's last activity in one of these; null when there was none
-- column usefulness: number, from 1 to 4, the median of the cities' ratings of the candidate's activities held by the data
--   date; null when none was rated
-- column rated_activities: count of activities, of the candidate that were rated; null without a candidate
with ratings as (
    select partner_id, median(usefulness) as usefulness, count(*) as rated_activities
    from partner_ratings
    where network_id = $network and held_on <= $data_date
        and partner_id in (select partner_id from candidates_now where is_named)
    group by partner_id
)

select
    needs.city_id, needs.city, needs.country, needs.role, needs.priority, needs.expressed_on, needs.met_on,
    found.partner_id, found.partner, found.sector, found.offer, found.stage, found.stage_on, found.planned_on,
    found.is_same_country, found.is_same_language, found.is_same_theme,
    found.active_partnerships, found.has_free_hands, found.heard_on, found.last_on,
    ratings.usefulness,
    if(found.partner_id is not null, coalesce(ratings.rated_activities, 0), null) as rated_activities
from needs_now as needs
left join candidates_now as found
    on found.city_id = needs.city_id and found.role = needs.role and found.is_named and not found.is_dated_only
left join ratings on ratings.partner_id = found.partner_id
where not needs.is_met and not needs.is_met_by_silent
    and chosen($cities, needs.city_id) and chosen($countries, needs.country)
    and chosen($themes, needs.theme) and chosen($roles, needs.role)
order by needs.priority, needs.city, needs.city_id, needs.role, found.place
