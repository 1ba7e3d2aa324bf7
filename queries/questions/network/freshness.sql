-- meaning: How fresh each published export is: its newest dated fact.
-- meaning_fr: La fraîcheur de chaque export publié : son fait daté le plus récent.
-- grain: one row per export of the network
-- grain_fr: une ligne par export du réseau
-- counting: Plans, targets and dates after the publication are not facts.
-- counting_fr: Les prévisions, les cibles et les dates postérieures à la publication ne sont pas des faits.
-- source: Cadence's own convention
-- source_fr: convention propre à Cadence
-- example: {"network": "astrolabe"}
-- column export: code, name of the table
-- column newest: date, of the newest dated fact in it up to its publication
select table_name as export, newest
from export_dates
where network_id = $network
order by newest desc nulls last, export
