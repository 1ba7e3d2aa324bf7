-- meaning: The State, which carries every measure.
-- meaning_fr: L’État, qui porte chaque mesure.
-- grain: one row
-- grain_fr: une ligne
select min(_line) as _line, 'etat' as partner_id, 'État' as name, 'public' as sector, 'FR' as country
from export
