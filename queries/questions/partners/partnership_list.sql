-- meaning: Every partnership that had begun by the data date, with its state.
-- meaning_fr: Chaque partenariat commencé à la date des données, avec son état.
-- grain: one row per partnership
-- grain_fr: une ligne par partenariat
-- counting: Active: begun on or before the data date, not ended before it, not at stage closed, and not silent.
-- counting_fr: Actif : commencé au plus tard à la date des données, non terminé avant elle, non clos et non silencieux.
-- source: Cadence's own definition
-- table: partnerships
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column partner: name, of the partner
-- column city: name, of the city; null for the network as a whole
-- column stage: code, the last stage entered by the data date; null without any
-- column is_active: yes or no, whether the partnership is active at the data date: under way and not silent
-- column is_silent: yes or no, whether it is under way and silent
-- column agreement_stands: yes or no, whether it is active and its agreement is recorded
select
    p.partnership_id, p.partner_id, p.name as partner, p.sector, p.city_id, cities.name as city, p.role, p.typology, p.purpose,
    p.stage, p.target_stage, p.starts_on, p.ends_on, last.is_active, last.is_silent, p.agreement,
    last.is_active and p.agreement is not null as agreement_stands, p.is_planned_after_funding
from partnerships_now as p
join last_activities_now as last using (partnership_id)
left join cities on cities.city_id = p.city_id
where
    p.has_started
    and chosen($cities, p.city_id) and chosen($countries, p.city_country) and chosen($themes, p.city_theme)
    and chosen($sectors, p.sector) and chosen($roles, p.role)
order by p.name, p.starts_on, p.partnership_id
