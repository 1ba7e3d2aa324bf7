-- meaning: The network that the export is about.
-- meaning_fr: Le réseau dont parle l’export.
-- grain: one row
-- grain_fr: une ligne
select min(_line) as _line, 'barometre' as network_id, 'Baromètre des résultats de l’action publique' as name,
    'État' as funder, min(first_day) as starts_on, 'EUR' as currency
from export
