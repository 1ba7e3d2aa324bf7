-- meaning: The six figures that say where a network stands: pace, partners, reach, joint actions, outcomes.
-- meaning_fr: Les six chiffres qui disent où en est un réseau : allure, partenaires, portée, actions conjointes, résultats.
-- grain: one row
-- grain_fr: une ligne
-- formula: on plan: status on_plan or completed; median of SV(t); active partner: an active partnership of that very city;
--   quarter: the month of the data date and the two before; new-audience share = new persons / persons of the counts that
--   say how many are new; handful: partners with a completed joint action / partners with common ground; at target:
--   indicators at their target or beyond / indicators with a target and a result
-- formula_fr: dans les temps : statut on_plan ou completed ; médiane de SV(t) ; partenaire actif : un partenariat actif de cette
--   ville même ; trimestre : le mois de la date des données et les deux précédents ; part de nouveau public = personnes
--   nouvelles / personnes des comptages qui le précisent ; poignée : partenaires ayant mené une action conjointe à son
--   terme / partenaires avec terrain d'entente ; à la cible : indicateurs à leur cible ou au-delà / indicateurs ayant une
--   cible et un résultat
-- counting: Cities that are members on the data date and whose pace can be computed; a city that left is not counted. The same
--   person at two activities counts twice in engagements.
-- counting_fr: Les villes membres à la date des données et dont l'allure se calcule ; une ville partie ne compte pas. Une même
--   personne à deux activités compte deux fois dans les participations.
-- source: metrics defined on the pages City pace, Partner reach and Joint actions
-- source_fr: mesures définies aux pages Allure des villes, Portée des partenaires et Actions conjointes
-- rows: city_situation
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
with published as (
    -- Without any partnership published nothing is known about partners.
    select count(*) > 0 as has_partnerships
    from partnerships
    where network_id = $network
),

chosen_cities as (
    select
        m.city_id, pace.status, pace.sv_days, published.has_partnerships,
        coalesce(bool_or(p.is_active), false) as has_partner
    from members_now as m
    cross join published
    join pace_now as pace using (city_id)
    left join partnerships_now as p on p.city_id = m.city_id
    where m.is_member and chosen($cities, m.city_id) and chosen($countries, m.country) and chosen($themes, m.theme)
    group by m.city_id, pace.status, pace.sv_days, published.has_partnerships
),

pace as (
    select
        count(*) filter (status in ('on_plan', 'completed')) as on_plan_k,
        count(sv_days) as on_plan_n,
        wilson_low(on_plan_k, on_plan_n) as on_plan_low,
        wilson_high(on_plan_k, on_plan_n) as on_plan_high,
        median(sv_days) as median_sv_days,
        min(sv_days) as lowest_sv_days,
        max(sv_days) as highest_sv_days,
        count(*) filter (has_partner) as partner_k,
        count(*) filter (has_partnerships) as partner_n,
        wilson_low(partner_k, partner_n) as partner_low,
        wilson_high(partner_k, partner_n) as partner_high
    from chosen_cities
),

reach as (
    select
        sum(engagements) as engagements,
        sum(new_persons) / nullif(sum(persons_with_new), 0) as new_share
    from reach_at($network, $data_date::date, $cities, $countries, $themes, null)
    where month > date_trunc('month', $data_date::date) - interval 3 month
),

handful as (
    select
        count(*) filter (completed >= 1) as handful_k,
        count(*) as handful_n,
        wilson_low(handful_k, handful_n) as handful_low,
        wilson_high(handful_k, handful_n) as handful_high
    from partner_yield_now
    where has_common_ground
),

outcomes as (
    select
        count(*) filter (is_at_target) as target_k,
        count(is_at_target) as target_n,
        wilson_low(target_k, target_n) as target_low,
        wilson_high(target_k, target_n) as target_high
    from achievements_now as found
    join action_facts as action using (action_id)
    where
        not has_city_choice($cities, $countries, $themes)
        or is_in_cities((select coalesce(list(city_id), []) from chosen_cities), found.city_id, action.cities)
)

select
    pace.*,
    (date_trunc('month', $data_date::date) - interval 2 month)::date as quarter_from,
    reach.*,
    case when reach.engagements is null then 'nobody_counted' end as engagements_why,
    case when reach.new_share is null then 'new_not_counted' end as new_share_why,
    handful.*,
    outcomes.*,
    case when pace.on_plan_n = 0 then 'no_pace' end as on_plan_why,
    case when pace.partner_n = 0 then 'no_partnerships' end as partner_why,
    case when handful.handful_n = 0 then 'no_common_ground' end as handful_why,
    case when outcomes.target_n = 0 then 'nothing_to_judge_yet' end as target_why
from pace, reach, handful, outcomes
