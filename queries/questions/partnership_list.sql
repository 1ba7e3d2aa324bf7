-- meaning: Every partnership that had begun by the data date, with its state.
-- meaning_fr: Chaque partenariat commencé à la date des données, avec son état.
-- grain: one row per partnership
-- grain_fr: une ligne par partenariat
-- counting: Active: begun on or before the data date, not ended before it, and not at stage closed.
-- counting_fr: Actif : commencé au plus tard à la date des données, non terminé avant elle et non clos.
-- source: Cadence's own definition
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
select
    p.partnership_id, p.partner_id, p.name as partner, p.sector, p.city_id, cities.name as city, p.role, p.typology, p.purpose,
    p.stage, p.target_stage, p.starts_on, p.ends_on, p.is_active
from chosen_partnerships($network, $data_date, $cities, $countries, $themes, $sectors, $roles) as p
left join cities on cities.city_id = p.city_id
where p.has_started
order by p.name, p.starts_on, p.partnership_id
