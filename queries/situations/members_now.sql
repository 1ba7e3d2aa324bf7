-- meaning: Cities of a network that had joined it by the data date, and whether they were still members.
-- meaning_fr: Villes d'un réseau qui l'avaient rejoint à la date des données, et si elles en étaient encore membres.
-- grain: one row per city that had joined
-- grain_fr: une ligne par ville ayant rejoint le réseau
select city_id, name, country, language, theme, joined_on, left_on, coalesce(left_on > $data_date, true) as is_member
from cities
where network_id = $network and joined_on <= $data_date
