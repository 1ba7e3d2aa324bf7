-- meaning: Which tables hold rows of a network.
-- meaning_fr: Quelles tables contiennent des lignes d'un réseau.
-- grain: one row per table
-- grain_fr: une ligne par table
-- counting: Rows of every day. Partners belong to no network: all of them are counted.
-- counting_fr: Les lignes de toute date. Les partenaires n'appartiennent à aucun réseau : tous sont comptés.
-- source: the published tables
-- source_fr: les tables publiées
-- example: {"network": "astrolabe"}
-- column table_name: code, of the table
-- column has_rows: yes or no, whether there is a row of any day
select
    table_name,
    n > 0 as has_rows
from rows_published($network)
order by table_name
