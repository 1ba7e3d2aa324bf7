-- meaning: The persons counted behind figures of reach: each segment at each activity, by each channel.
-- meaning_fr: Les personnes comptées derrière les chiffres de portée : chaque public à chaque activité, par chaque canal.
-- grain: one row per activity, segment of the audience and channel
-- grain_fr: une ligne par activité, segment du public et canal
-- counting: Persons at activities of the network up to the data date that name a chosen city, a partner of a chosen
--   sector and the partner, each where one is chosen; the newest first. Engagements: those of every channel but media.
-- counting_fr: Personnes aux activités du réseau jusqu'à la date des données qui citent une ville choisie, un partenaire
--   d'un secteur choisi et le partenaire, là où il y a un choix ; les plus récentes d'abord. Les participations sont
--   celles de tous les canaux sauf les médias.
-- source: the audience and activities tables
-- source_fr: les tables publics et activités
-- table: audience
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column held_on: date, of the activity
-- column kind: code, kind of activity
-- column title: text, what the activity was called; null without a title
-- column partners: list of codes, the partners that took part; null without any
-- column cities: list of codes, the cities that took part; null without any
-- column message: text, the network message the activity carried; null without one
select
    activity_id, segment, channel, persons, new_persons, method,
    held.held_on, held.kind, held.title, held.partners, held.cities, held.message
from audience
join held_by($network, $data_date, $cities, $countries, $themes, $sectors, $kinds, $partner) as held using (activity_id)
order by held.held_on desc, activity_id, segment, channel
