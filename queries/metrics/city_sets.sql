-- meaning: Every group of cities that took part in an activity together, numbered, so that a choice of cities is made among groups and not among activities.
-- meaning_fr: Chaque groupe de villes ayant pris part ensemble à une activité, numéroté, pour que le choix de villes se fasse parmi les groupes et non parmi les activités.
-- grain: one row per distinct list of cities
-- grain_fr: une ligne par liste distincte de villes
select row_number() over ()::integer as city_set, cities
from (select distinct cities from activities where len(cities) > 0)
