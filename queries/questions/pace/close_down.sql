-- meaning: Signs that a city and the programme should talk about going on or closing with dignity; never a verdict.
-- meaning_fr: Signes qu'il faut parler avec une ville de continuer ou de clore dignement ; jamais un verdict.
-- grain: one row per city that has joined the network
-- grain_fr: une ligne par ville ayant rejoint le réseau
-- formula: due when 2 of 3: two or more overdue milestones; attendance < 50 % over two quarters; the city asked for help
-- formula_fr: à tenir quand 2 sur 3 : deux jalons en retard ou plus ; présence < 50 % sur deux trimestres ; la ville demande de l'aide
-- counting: Two quarters are the six months up to the data date. A decision recorded in them answers the conversation.
--   Without sessions due there is no attendance to judge.
-- counting_fr: Deux trimestres sont les six mois jusqu'à la date des données. Une décision consignée pendant ce temps répond
--   à la conversation. Sans séance due, il n'y a pas de présence à juger.
-- source: Cadence's own convention
-- source_fr: convention propre à Cadence
-- rows: journey_grid
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
select m.*
from close_down_now as m
join cities as c using (city_id)
where ($cities is null or list_contains($cities, c.city_id))
    and ($countries is null or list_contains($countries, c.country))
    and ($themes is null or list_contains($themes, c.theme))
order by m.is_open desc, m.is_due desc, m.signals desc, m.name, m.city_id
