-- meaning: The activities behind figures of reach, also those at which nobody was counted.
-- meaning_fr: Les activités derrière les chiffres de portée, même celles où personne n'a été compté.
-- grain: one row per activity
-- grain_fr: une ligne par activité
-- counting: Activities of the network up to the data date that name a chosen city, a partner of a chosen sector and the
--   partner, each where one is chosen; the newest first.
-- counting_fr: Activités du réseau jusqu'à la date des données qui citent une ville choisie, un partenaire d'un secteur
--   choisi et le partenaire, là où il y a un choix ; les plus récentes d'abord.
-- source: the activities table
-- source_fr: la table des activités
-- table: activities
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
select activity_id, held_on, kind, title, format, hosted_by, partners, cities, message, usefulness
from held_by($network, $data_date, $cities, $countries, $themes, $sectors, $kinds, $partner)
order by held_on desc, activity_id
