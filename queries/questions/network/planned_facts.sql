-- meaning: What is written down and not counted yet: rows dated after the last day whose facts are known.
-- meaning_fr: Ce qui est noté et pas encore compté : les lignes postérieures au dernier jour dont les faits sont connus.
-- grain: one row per planned step, check-in, decision, partnership, stage, activity, joint action or value, the nearest first
-- grain_fr: une ligne par jalon, point de suivi, décision, partenariat, étape, activité, action conjointe ou valeur prévu, le plus proche d'abord
-- counting: They count nowhere as having happened, whatever the data date, until what is known reaches their day.
-- counting_fr: Ils ne comptent nulle part comme ayant eu lieu, quelle que soit la date des données, tant que ce qui est connu
--   ne va pas jusqu'à leur jour.
-- source: Cadence's own convention
-- source_fr: convention propre à Cadence
-- example: {"network": "astrolabe", "city": "ndiassore"}
-- column planned_fact: code, the table that holds it
-- column foreseen_on: date, on which it is to happen, or happened as somebody noted
-- column facts_until: date, the last day whose facts of that table are known
-- column name_en: name, of the milestone, activity, action or indicator in English, or the note of a check-in; null for
--   everything else
-- column name_fr: name, of the same in French; null for everything else
-- column told_as: code, noted when it was typed on a page, planned when a file brought it
-- column decision: code, of a decision; null for everything else
-- column stage: code, of a stage; null for everything else
-- column role: code, of a partnership, of a stage's too; null for everything else
-- column city_names: list of names, of the cities it is about, a code where the city is not published; empty without any
-- column partner_names: list of names, of the partners it is about, a code where the partner is not published; empty without
--   any
select
    table_name as planned_fact,
    foreseen_on,
    facts_until,
    name_en,
    name_fr,
    told_as,
    decision,
    stage,
    role,
    city_names,
    partner_names
from planned_list
where network_id = $network
    and ($city::varchar is null or list_contains(cities, $city))
    and ($partner::varchar is null or list_contains(partners, $partner))
    and ($action::varchar is null or action_id = $action)
    and ($cities is null or list_has_any(cities, $cities))
    and ($partners is null or list_has_any(partners, $partners))
    and ($roles is null or list_contains($roles, role))
    and case $about::varchar
        when 'partnership' then partnership_id is not null
        when 'action' then action_id is not null
        else true
    end
order by foreseen_on, planned_fact, row_no
