-- meaning: Until which day each table of facts is known where files brought a network and nobody said it yet; rows typed in place hold that day.
-- meaning_fr: Le jour jusqu'auquel chaque table de faits est connue, là où un réseau vient de fichiers sans que personne l'ait dit ; des lignes saisies sur place le figent.
-- Asked of a snapshot. A network that was only ever typed is known until its newest fact.
with brought as (
    select network_id from extracts
    union
    select n.network_id from networks as n join _files as f on f.file_id = n._file where not f.is_typed
    union
    select c.network_id from cities as c join _files as f on f.file_id = c._file where not f.is_typed
)

select network_id, table_name, facts_until
from known_until
where city_id = '*' and not is_told and network_id in (from brought)
