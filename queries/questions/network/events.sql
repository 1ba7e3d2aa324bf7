-- meaning: Things that explain a jump or a gap on a time axis.
-- meaning_fr: Ce qui explique un saut ou un creux sur un axe de temps.
-- grain: one row per event begun by the data date; of the network, and of one city when it is named
-- grain_fr: une ligne par événement commencé à la date des données ; du réseau, et d'une ville si elle est nommée
-- source: Cadence's own convention
-- source_fr: convention propre à Cadence
-- table: events
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
select e.event_id, e.starts_on, e.ends_on, e.city_id, e.name_en, e.name_fr, e.kind
from events as e
where e.network_id = $network
    and e.starts_on <= $data_date::date
    and (e.city_id is null or e.city_id = $city)
order by e.starts_on, e.event_id
