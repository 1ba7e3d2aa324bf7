-- meaning: Months ahead of or behind its own plan for each city, with agreed pauses counted, and when it would end.
-- meaning_fr: Mois d'avance ou de retard de chaque ville sur son propre plan, pauses convenues comptées, et fin prévisible.
-- grain: one row per city of the network, worst first
-- grain_fr: une ligne par ville du réseau, la plus en retard d'abord
-- formula: SV(t) = ES − AT; adjusted: AT less the days of agreed pauses; status from SPI(t) = ES / AT
-- formula_fr: SV(t) = ES − AT ; corrigé : AT moins les jours de pause convenue ; situation d'après SPI(t) = ES / AT
-- counting: A milestone counts fully when done, not before; a dropped one leaves the plan only with a recorded decision.
-- counting_fr: Un jalon compte en entier une fois atteint, pas avant ; un jalon abandonné ne quitte le plan qu'avec
--   une décision consignée.
-- source: Lipke 2003, earned schedule; PMI practice standard for earned value management, appendix D
-- source_fr: Lipke 2003, calendrier acquis ; norme de pratique du PMI sur la valeur acquise, annexe D
-- rows: journey_grid
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
select
    c.city_id, c.name, c.country, c.theme,
    p.* exclude (city_id, as_of)
from pace_now as p
join cities as c using (city_id)
where ($cities is null or list_contains($cities, c.city_id))
    and ($countries is null or list_contains($countries, c.country))
    and ($themes is null or list_contains($themes, c.theme))
order by p.sv_days nulls last, c.name, c.city_id
