-- meaning: When each partnership entered each stage of the ladder and how long it stayed.
-- meaning_fr: Quand chaque partenariat est entré dans chaque étape de l'échelle, et combien de temps il y est resté.
-- grain: one row per partnership and stage entered
-- grain_fr: une ligne par partenariat et étape franchie
-- formula: days = next stage - this stage; for a stay still going on, data date - this stage
-- formula_fr: jours = étape suivante - étape ; pour un passage en cours, date des données - étape
-- counting: Stages entered up to the data date. Without a chosen partner, all of them.
-- counting_fr: Étapes franchies jusqu'à la date des données. Sans partenaire choisi, toutes.
-- source: Himmelman, Collaboration for a change
-- table: stages
-- trace level: any_value(stage_level(stage)) from table stages
--   where partnership_id = answer.partnership_id and entered_on = answer.entered_on
-- trace days: coalesce(min(entered_on) filter (entered_on > answer.entered_on), $data_date) - min(entered_on)
--   from table stages where partnership_id = answer.partnership_id
--   and entered_on between answer.entered_on and $data_date
-- trace target_level: any_value(stage_level(target_stage)) from table partnerships
--   where partnership_id = answer.partnership_id
-- example: {"network": "astrolabe", "partner": "atelier-lacets", "data_date": "2026-06-30"}
-- column partner: name, of the partner
-- column city_id: code, of the city; null for the network as a whole
-- column city: name, of the city; null for the network as a whole
-- column level: number, rung of the stage from 0 (identified) to 5 (collaborating); null when closed
-- column left_on: date, the next stage was entered; null while the stay goes on at the data date
-- column days: days, from entered_on to left_on, or to the data date while the stay goes on
-- column is_going_on: yes or no, whether the partnership is still in this stage at the data date
-- column target_level: number, rung of the target stage from 0 (identified) to 5 (collaborating); null without a target
select
    s.partnership_id, s.partner_id, partners.name as partner, s.city_id, cities.name as city, p.role,
    s.stage, stage_level(s.stage) as level, s.entered_on, s.left_on,
    coalesce(s.left_on, $data_date::date) - s.entered_on as days,
    s.left_on is null as is_going_on,
    p.target_stage,
    stage_level(p.target_stage) as target_level
from stays_now as s
join partnerships as p on p.partnership_id = s.partnership_id
join partners on partners.partner_id = s.partner_id
left join cities on cities.city_id = s.city_id
join partnerships_now as now on now.partnership_id = s.partnership_id
where ($partner::varchar is null or s.partner_id = $partner)
    and chosen($cities, now.city_id) and chosen($countries, now.city_country) and chosen($themes, now.city_theme)
    and chosen($sectors, now.sector) and chosen($roles, now.role)
order by s.partner_id, s.partnership_id, s.entered_on
