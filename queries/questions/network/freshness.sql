-- meaning: How fresh each published export is: until when its facts are known, and the newest of them.
-- meaning_fr: La fraîcheur de chaque export publié : jusqu'à quand ses faits sont connus, et le plus récent d'entre eux.
-- grain: one row per export of the network
-- grain_fr: une ligne par export du réseau
-- counting: Plans, targets and what is dated after the last day known are not facts.
-- counting_fr: Les prévisions, les cibles et ce qui est postérieur au dernier jour connu ne sont pas des faits.
-- source: Cadence's own convention
-- source_fr: convention propre à Cadence
-- example: {"network": "astrolabe"}
-- column export: code, name of the table
-- column facts_until: date, the last day of which the export knows what happened; the newest of its cities
-- column newest: date, of the newest dated fact in it up to then; null when all that it dates is planned
select
    known.table_name as export,
    dates.newest,
    max(known.facts_until) as facts_until
from known_until as known
join export_dates as export on export.network_id = known.network_id and export.table_name = known.table_name
left join newest_facts as dates on dates.network_id = known.network_id and dates.table_name = known.table_name
where known.network_id = $network
group by known.table_name, dates.newest
order by facts_until desc, dates.newest desc nulls last, export
