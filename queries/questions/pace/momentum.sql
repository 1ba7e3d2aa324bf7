-- meaning: Is each city moving now: work done against work due in the last three months, pace needed to the end, last sign.
-- meaning_fr: Chaque ville avance-t-elle : travail fait et dû ces trois derniers mois, allure à tenir, dernier signe de vie.
-- grain: one row per city of the network
-- grain_fr: une ligne par ville du réseau
-- formula: momentum = weight done / weight due, both in the last 3 months; required rate = (BAC − EV) / months left;
--   stalled: recency > max(60 days, 2 × median planned gap), something due, no agreed pause
-- formula_fr: élan = poids fait / poids dû, tous deux sur 3 mois ; à tenir par mois = (BAC − EV) / mois restants ;
--   à l'arrêt : dernier signe > max(60 jours, 2 × écart médian prévu), quelque chose est dû, pas de pause convenue
-- counting: Evidence is a milestone done, a check-in held or an activity the city took part in. When nothing was due there
--   is no momentum to state. For a city that left, everything stands as on the day it left.
-- counting_fr: Un signe de vie est un jalon atteint, un point de suivi tenu ou une activité de la ville. Quand rien n'était dû,
--   il n'y a pas d'élan à indiquer. Pour une ville partie, tout reste comme au jour de son départ.
-- source: Cadence's own convention
-- source_fr: convention propre à Cadence
-- rows: journey_grid
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
select m.*
from momentum_now as m
join cities as c using (city_id)
where ($cities is null or list_contains($cities, c.city_id))
    and ($countries is null or list_contains($countries, c.country))
    and ($themes is null or list_contains($themes, c.theme))
order by m.is_stalled desc, m.momentum_share nulls last, m.name, m.city_id
