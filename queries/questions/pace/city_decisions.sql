-- meaning: Decisions recorded about a city, its partnerships and its joint actions.
-- meaning_fr: Décisions consignées sur une ville, ses partenariats et ses actions conjointes.
-- grain: one row per decision taken by the data date, the newest first
-- grain_fr: une ligne par décision prise à la date des données, la plus récente d'abord
-- source: Cadence's own convention
-- source_fr: convention propre à Cadence
-- known: decisions
-- table: decisions
-- example: {"network": "astrolabe", "data_date": "2026-06-30", "city": "ndiassore"}
-- column subject_name: name, of the city, of the partner of the partnership or of the action
select
    d.decided_on, d.subject, d.subject_id,
    case d.subject when 'city' then c.name when 'partnership' then p.name else a.title end as subject_name,
    d.decision, d.reason, d.role_of_decider
from decisions as d
left join cities as c on d.subject = 'city' and c.city_id = d.subject_id and c.network_id = $network
left join partnerships as s
    on d.subject = 'partnership' and s.partnership_id = d.subject_id and s.network_id = $network
left join partners as p on p.partner_id = s.partner_id
left join actions as a on d.subject = 'action' and a.action_id = d.subject_id and a.network_id = $network
where d.decided_on <= least($data_date::date, told_until($network, 'decisions'))
    and (c.city_id = $city or s.city_id = $city or list_contains(a.cities, $city))
order by d.decided_on desc, d.subject, d.subject_id
