-- meaning: How partners work with the network: sector by how long the work goes on.
-- meaning_fr: Comment les partenaires travaillent avec le réseau : secteur selon la durée du travail.
-- grain: one row per sector and typology in use
-- grain_fr: une ligne par secteur et typologie présents
-- counting: Partnerships that had begun by the data date; active: not ended or closed by then, and not silent; silent: under way, without a sign for longer than the rule. A partner counts once in each cell it has a partnership in.
-- counting_fr: Partenariats commencés à la date des données ; actifs : ni terminés ni clos à cette date, et non silencieux ; silencieux : en cours, sans signe depuis plus longtemps que la règle. Un partenaire compte une fois dans chaque case où il a un partenariat.
-- source: Cadence's own definition
-- rows: partnership_list
-- mark: sector = answer.sector and typology = answer.typology
-- trace partners: count(distinct partner_id)
-- trace active_partners: count(distinct partner_id) filter (is_active)
-- trace silent_partners: count(distinct partner_id) filter (is_active or is_silent)
--   - count(distinct partner_id) filter (is_active)
-- trace partnerships: count(*)
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column partners: count of partners, with a partnership of that typology begun by the data date
-- column active_partners: count of partners, of those with an active one
-- column silent_partners: count of partners, of those whose partnerships under way are all silent
-- column partnerships: count of partnerships, of that sector and typology begun by the data date
select
    sector,
    typology,
    count(distinct partner_id) as partners,
    count(distinct partner_id) filter (last.is_active) as active_partners,
    count(distinct partner_id) filter (is_under_way) - active_partners as silent_partners,
    count(*) as partnerships
from partnerships_now
join last_activities_now as last using (partnership_id)
where
    has_started
    and chosen($cities, city_id) and chosen($countries, city_country) and chosen($themes, city_theme)
    and chosen($sectors, sector) and chosen($roles, role)
group by sector, typology
order by sector, typology
