-- meaning: Networks, cities, partners and joint actions as elements of a Kumu map.
-- meaning_fr: Réseaux, villes, partenaires et actions conjointes, éléments d'une carte Kumu.
-- grain: one row per network, city, partner or joint action
-- grain_fr: une ligne par réseau, ville, partenaire ou action conjointe
-- source: https://docs.kumu.io/guides/import/import
select
    'network-' || network_id as "ID", name as "Label", 'network' as "Type", null as "Tags", null as country,
    null as website, starts_on::varchar as "Starts", funding_ends_on::varchar as "Ends", funder as "Funder", 1 as position
from networks
union all
select 'city-' || city_id, name, 'city', theme, country, null, joined_on::varchar, left_on::varchar, null, 2 from cities
union all
select 'partner-' || partner_id, name, 'partner', sector, country, website, first_contact_on::varchar, null, null, 3
from partners
union all
select
    'action-' || action_id, title, 'action', size || '|' || status, null, null,
    coalesce(starts_on, planned_start_on)::varchar, coalesce(ends_on, planned_end_on)::varchar, null, 4
from actions
order by position, "ID"
