-- meaning: One city: who it is, where it stands against its plan, when it would end.
-- meaning_fr: Une ville : qui elle est, où elle en est de son plan, quand elle finirait.
-- grain: one row, the city; none when it is not of this network
-- grain_fr: une ligne, la ville ; aucune si elle n'est pas de ce réseau
-- formula: as in the pace of cities; next step: the earliest step not done yet, by its re-plan or else its baseline
-- formula_fr: comme pour l'allure des villes ; prochaine étape : la plus proche non faite, à la date replanifiée, sinon convenue
-- counting: A milestone counts fully when done, not before; a dropped one leaves the plan only with a recorded decision.
-- counting_fr: Un jalon compte en entier une fois atteint, pas avant ; un jalon abandonné ne quitte le plan qu'avec
--   une décision consignée.
-- source: Lipke 2003, earned schedule; PMI practice standard for earned value management, appendix D
-- source_fr: Lipke 2003, calendrier acquis ; norme de pratique du PMI sur la valeur acquise, annexe D
-- rows: journey_grid
-- example: {"network": "astrolabe", "data_date": "2026-06-30", "city": "ndiassore"}
with steps as (
    select s.*, m.name_en, m.name_fr, coalesce(s.planned_on, s.baseline_on) as due_on
    from steps_now as s
    join milestones as m using (milestone_id)
    where s.city_id = $city and not s.is_dropped
),
counts as (
    select
        count(*) as steps, count(*) filter (is_done) as steps_done,
        min(due_on) filter (not is_done) as next_on,
        arg_min(name_en, due_on) filter (not is_done) as next_en,
        arg_min(name_fr, due_on) filter (not is_done) as next_fr
    from steps
),
help as (
    select count(distinct partner_id) as active_partners
    from partnerships_now
    where city_id = $city and is_active
)
select
    c.city_id, c.name, c.country, c.theme, c.language, c.population, c.latitude, c.longitude,
    c.left_on, c.left_reason,
    p.* exclude (city_id, as_of),
    n.*, h.active_partners
from cities as c
join pace_now as p using (city_id)
cross join counts as n
cross join help as h
where c.city_id = $city
