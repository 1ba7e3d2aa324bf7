-- meaning: How many rows of a network each table holds.
-- meaning_fr: Combien de lignes d'un réseau chaque table contient.
-- grain: one row per table
-- grain_fr: une ligne par table
-- counting: Rows of every day. Partners belong to no network: all of them are counted.
-- counting_fr: Les lignes de toute date. Les partenaires n'appartiennent à aucun réseau : tous sont comptés.
-- source: the published tables
-- source_fr: les tables publiées
-- example: {"network": "astrolabe"}
-- column table_name: code, of the table
-- column n: count of rows
select table_name, n
from rows_published($network)
order by table_name
