-- meaning: Each role that partners play: how many partnerships, on what agreements they rest, and how useful the cities found
--   what these partners did.
-- meaning_fr: Chaque rôle joué par des partenaires : combien de partenariats, sur quels accords ils reposent, et l'utilité que
--   les villes ont trouvée à ce que ces partenaires ont fait.
-- grain: one row per role of a partnership begun by the data date
-- grain_fr: une ligne par rôle d'un partenariat commencé à la date des données
-- formula: usefulness = median of the ratings, usefulness_mean = their mean, both from 1 (little) to 4 (very)
-- formula_fr: usefulness = médiane des notes, usefulness_mean = leur moyenne, de 1 (peu) à 4 (très)
-- counting: An activity counts once for a role, however many partners of that role took part. One that nobody rated is left
--   out. A partnership without an agreement recorded may have one.
-- counting_fr: Une activité compte une fois par rôle, quel que soit le nombre de partenaires de ce rôle. Celle que personne n'a
--   notée est laissée de côté. Un partenariat sans accord consigné peut en avoir un.
-- source: the partnerships table and the cities' ratings in the activities table
-- source_fr: la table des partenariats et les notes des villes dans la table des activités
-- known: activities
-- rows: partnership_list
-- mark: role = answer.role
-- mark partnerships: network_id = $network
-- trace partnerships: count(*)
-- trace active_partnerships: count(*) filter (is_active)
-- trace with_agreement: if(
--     exists (from partnerships as every where every.agreement is not null),
--     count(*) filter (is_active and agreement is not null), null
--   )
-- trace rated_activities: count(usefulness) from held_activities
--   where list_has_any(partners, (
--     select list(p.partner_id) from rows_of_partnership_list as p where p.role = answer.role
--   ))
-- trace usefulness: median(usefulness) from held_activities
--   where list_has_any(partners, (
--     select list(p.partner_id) from rows_of_partnership_list as p where p.role = answer.role
--   ))
-- trace usefulness_mean: avg(usefulness) from held_activities
--   where list_has_any(partners, (
--     select list(p.partner_id) from rows_of_partnership_list as p where p.role = answer.role
--   ))
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column partnerships: count of partnerships, of the role begun by the data date
-- column active_partnerships: count of partnerships, of those that are active
-- column with_agreement: count of partnerships, of the active ones whose agreement is recorded; null while no partnership of
--   the network says its agreement
-- column rated_activities: count of activities, with partners of the role that the cities rated
-- column usefulness: number, from 1 to 4, the median of these ratings; null without any
-- column usefulness_mean: number, from 1 to 4, their mean; null without any
-- column usefulness_why: code, why there is no rating: not_rated; null when there is one
with strands as (
    select p.*, last.is_active
    from partnerships_now as p
    join last_activities_now as last using (partnership_id)
    where p.has_started
        and chosen($cities, city_id) and chosen($countries, city_country) and chosen($themes, city_theme)
        and chosen($sectors, sector) and chosen($roles, role)
),

counted as (
    select
        role, count(*) as partnerships, count(*) filter (is_active) as active_partnerships,
        count(*) filter (is_active and agreement is not null) as with_agreement
    from strands
    group by role
),

-- An activity once for each role.
rated as (
    select distinct s.role, r.activity_no, r.usefulness
    from (select distinct role, partner_id from strands) as s
    join partner_ratings as r using (partner_id)
    join activity_facts as f using (activity_no)
    where r.network_id = $network and r.held_on <= $data_date::date
        and (not has_city_choice($cities, $countries, $themes)
            or f.city_set in (from chosen_city_sets($cities, $countries, $themes)))
),

ratings as (
    select role, count(*) as rated_activities, median(usefulness) as usefulness, avg(usefulness) as usefulness_mean
    from rated
    group by role
)

select
    c.role, c.partnerships, c.active_partnerships,
    if(exists (from partnerships_now as every where every.agreement is not null), c.with_agreement, null) as with_agreement,
    coalesce(r.rated_activities, 0) as rated_activities, r.usefulness, r.usefulness_mean,
    if(r.role is null, 'not_rated', null) as usefulness_why
from counted as c
left join ratings as r using (role)
order by c.active_partnerships desc, c.role
