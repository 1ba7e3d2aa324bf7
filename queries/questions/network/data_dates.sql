-- meaning: The days between which a network has dated facts; the newest is the default data date.
-- meaning_fr: Les jours entre lesquels un réseau a des faits datés ; le plus récent est la date des données par défaut.
-- grain: one row, none for an unknown network
-- grain_fr: une ligne, aucune pour un réseau inconnu
-- counting: Plans and dates after the publication are not facts. Before its first fact a network stands at its start.
-- counting_fr: Les prévisions et les dates postérieures à la publication ne sont pas des faits. Avant son premier fait, un réseau se situe à son début.
-- source: Cadence's own convention
-- example: {"network": "astrolabe"}
-- column earliest: date, start of the network, or its earliest dated fact when that is earlier
-- column newest: date, of the newest dated fact; the start of the network before its first
select
    least(n.starts_on, min(e.earliest)) as earliest,
    (select max(k.facts_until) from known_until as k where k.network_id = n.network_id and k.sets_the_day) as newest
from networks n
left join export_dates e using (network_id)
where n.network_id = $network
group by n.network_id, n.starts_on
