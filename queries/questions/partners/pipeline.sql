-- meaning: Where partnerships stand now: how many are at each stage, by purpose.
-- meaning_fr: Où en sont les partenariats : combien se trouvent à chaque étape, par finalité.
-- grain: one row per stage and purpose that has a partnership
-- grain_fr: une ligne par étape et par finalité ayant un partenariat
-- counting: A partnership is counted at the last stage it entered by the data date; one that was closed counts at closed only.
-- counting_fr: Un partenariat compte à la dernière étape atteinte à la date des données ; un partenariat clos ne compte que comme clos.
-- source: Himmelman 2002, ladder of collaboration
-- rows: strategy_list
-- mark: stage = answer.stage and purpose is not distinct from answer.purpose
-- trace partnerships: count(*)
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column stage: code, the last stage entered by the data date
-- column partnerships: count of partnerships, at that stage with that purpose
select p.stage, p.purpose, count(*) as partnerships
from partnerships_now as p
where
    p.stage is not null
    and chosen($cities, p.city_id) and chosen($countries, p.city_country) and chosen($themes, p.city_theme)
    and chosen($sectors, p.sector) and chosen($roles, p.role)
group by p.stage, p.purpose
order by stage_level(p.stage) nulls last, p.purpose
