-- meaning: The six figures that say where a network stands: pace, partners, reach, joint actions, outcomes.
-- meaning_fr: Les six chiffres qui disent où en est un réseau : allure, partenaires, portée, actions conjointes, résultats.
-- grain: one row
-- grain_fr: une ligne
-- formula: on plan: status on_plan, agreed_late or completed; median of SV(t); active partner: an active partnership of that
--   very city that is not silent; quarter: the month of the data date, or of the last day known of activities when that is earlier, and the two before; new-audience share = new persons / persons of the counts of
--   people from outside that say how many are new; handful: partners with a completed joint action / partners with common ground; at target:
--   indicators at their target or beyond / indicators with a target that is due and a result
-- formula_fr: dans les temps : statut on_plan, agreed_late ou completed ; médiane de SV(t) ; partenaire actif : un
--   partenariat actif et non silencieux de cette ville même ; trimestre : le mois de la date des données, ou du dernier jour connu des activités s'il est antérieur, et les deux précédents ; part de nouveau public = personnes
--   nouvelles / personnes des comptages de personnes extérieures qui le précisent ; poignée : partenaires ayant mené une action conjointe à son
--   terme / partenaires avec terrain d'entente ; à la cible : indicateurs à leur cible ou au-delà / indicateurs ayant une
--   cible échue et un résultat
-- counting: Cities that are members on the data date and whose pace can be computed; a city that left is not counted. The same
--   person at two activities counts twice in engagements.
-- counting_fr: Les villes membres à la date des données et dont l'allure se calcule ; une ville partie ne compte pas. Une même
--   personne à deux activités compte deux fois dans les participations.
-- source: metrics defined on the pages City pace, Partner reach and Joint actions
-- source_fr: mesures définies aux pages Allure des villes, Portée des partenaires et Actions conjointes
-- rows: city_situation
-- trace on_plan_k: count(*) filter (keeps_to_plan(status))
-- trace on_plan_n: count(sv_days)
-- trace median_sv_days: median(sv_days)
-- trace lowest_sv_days: min(sv_days)
-- trace highest_sv_days: max(sv_days)
-- trace partner_k: count(*) filter (active_partners > 0)
-- trace partner_silent_k: count(*) filter (active_partners = 0 and silent_partners > 0)
-- trace partner_n: count(*) filter ($network in (select network_id from partnerships))
-- trace engagements: case when count(*) > 0 then coalesce(sum(persons) filter (channel <> 'media'), 0) end
--   from table audience where activity_id in (
--     select activity_id from activities_of($network, answer.quarter_from, $data_date_of_activities, $cities, $countries, $themes))
-- trace outside: case when count(*) > 0 then coalesce(sum(persons) filter (channel <> 'media' and is_outside(segment)), 0) end
--   from table audience where activity_id in (
--     select activity_id from activities_of($network, answer.quarter_from, $data_date_of_activities, $cities, $countries, $themes))
-- trace unsaid: case when count(*) > 0 then
--   coalesce(sum(persons) filter (channel <> 'media' and reach_group(segment) = 'unsaid'), 0) end
--   from table audience where activity_id in (
--     select activity_id from activities_of($network, answer.quarter_from, $data_date_of_activities, $cities, $countries, $themes))
-- trace new_share: sum(new_persons) / sum(persons)
--   from table audience where channel <> 'media' and new_persons is not null and is_outside(segment) and activity_id in (
--     select activity_id from activities_of($network, answer.quarter_from, $data_date_of_activities, $cities, $countries, $themes))
-- trace handful_k: count(*) filter (has_completed) from partner_rungs where has_common_ground
-- trace handful_n: count(*) from partner_rungs where has_common_ground
-- trace target_k: count(*) filter (is_at_target) from network_indicators
-- trace target_n: count(is_at_target) from network_indicators
-- mark partnerships: network_id = $network
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column on_plan_k: count of cities, of on_plan_n whose status is on_plan, agreed_late or completed
-- column on_plan_n: count of cities, chosen members whose pace can be stated
-- column median_sv_days: days, median SV(t) of these cities: ahead (+) or behind (-) the agreed plan; null when
--   on_plan_n is 0
-- column lowest_sv_days: days, the least SV(t) of these cities; null when on_plan_n is 0
-- column highest_sv_days: days, the greatest SV(t) of these cities; null when on_plan_n is 0
-- column partner_k: count of cities, of partner_n with an active partnership of their own that is not silent
-- column partner_silent_k: count of cities, of partner_n whose active partnerships are all silent
-- column partner_n: count of cities, chosen members; 0 when no partnership is published
-- column quarter_from: date, first day of the second month before that of the data date, or of the last day known of
--   activities
-- column engagements: persons, at activities from quarter_from to the data date, media left out; null when nobody was
--   counted
-- column outside: persons, of engagements those of people from outside: neither staff nor elected of the cities, nor press
-- column unsaid: persons, of engagements those of whom nobody said who they are
-- column new_share: share 0..1, of new persons in the counts of the quarter, of people from outside, that say how many are new; null when
--   new_share_why says why
-- column engagements_why: code, nobody_counted when engagements is null; else null
-- column new_share_why: code, new_not_counted when new_share is null; else null
-- column handful_k: count of partners, of handful_n named by a joint action concluded by the data date
-- column handful_n: count of partners, with common ground, whatever cities are chosen
-- column target_k: count of indicators, of target_n that stand at their target or beyond
-- column target_n: count of indicators, with a target that is due and a result
-- column on_plan_why: code, no_pace when on_plan_n is 0; else null
-- column partner_why: code, no_partnerships when partner_n is 0; else null
-- column handful_why: code, no_common_ground when handful_n is 0; else null
-- column target_why: code, nothing_to_judge_yet when target_n is 0; else null
with published as (
    -- Without any partnership published nothing is known about partners.
    select count(*) > 0 as has_partnerships
    from partnerships
    where network_id = $network
),

chosen_cities as (
    select m.city_id, pace.status, pace.sv_days, coalesce(helped.has_partner, false) as has_partner,
        coalesce(helped.has_silent, false) and not has_partner as has_silent_alone
    from members_now as m
    join pace_now as pace using (city_id)
    left join (
        select p.city_id, bool_or(last.is_active) as has_partner, bool_or(last.is_silent) as has_silent
        from partnerships_now as p
        join last_activities_now as last using (partnership_id)
        group by p.city_id
    ) as helped using (city_id)
    where m.is_member and chosen($cities, m.city_id) and chosen($countries, m.country) and chosen($themes, m.theme)
),

pace as (
    select
        count(*) filter (keeps_to_plan(status)) as on_plan_k,
        count(sv_days) as on_plan_n,
        median(sv_days) as median_sv_days,
        min(sv_days) as lowest_sv_days,
        max(sv_days) as highest_sv_days,
        count(*) filter (has_partner) as partner_k,
        count(*) filter (has_silent_alone) as partner_silent_k,
        if(any_value(has_partnerships), count(*), 0) as partner_n
    from chosen_cities, published
),

reach as (
    select
        sum(engagements) as engagements,
        sum(outside) as outside,
        sum(unsaid) as unsaid,
        sum(new_persons) / nullif(sum(persons_with_new), 0) as new_share
    from quarter_now
    where not has_city_choice($cities, $countries, $themes)
        or city_set in (from chosen_city_sets($cities, $countries, $themes))
),

handful as (
    select count(*) filter (completed >= 1) as handful_k, count(*) as handful_n
    from partner_yield_now
    where has_common_ground
),

outcomes as (
    select count(*) filter (is_at_target) as target_k, count(is_at_target) as target_n
    from achievements_now as found
    join action_facts as action using (action_id)
    where
        not has_city_choice($cities, $countries, $themes)
        or is_in_cities((select coalesce(list(city_id), []) from chosen_cities), found.city_id, action.cities)
)

select
    on_plan_k, on_plan_n,
    median_sv_days, lowest_sv_days, highest_sv_days,
    partner_k, partner_silent_k, partner_n,
    (date_trunc('month', $data_date_of_activities::date) - interval 2 month)::date as quarter_from,
    engagements,
    outside,
    unsaid,
    new_share,
    case when engagements is null then 'nobody_counted' end as engagements_why,
    case when new_share is null then 'new_not_counted' end as new_share_why,
    handful_k, handful_n,
    target_k, target_n,
    case when on_plan_n = 0 then 'no_pace' end as on_plan_why,
    case when partner_n = 0 then 'no_partnerships' end as partner_why,
    case when handful_n = 0 then 'no_common_ground' end as handful_why,
    case when target_n = 0 then 'nothing_to_judge_yet' end as target_why
from pace, reach, handful, outcomes
