-- meaning: The direct beneficiaries of each row, as its organisation estimates them.
-- meaning_fr: Les bénéficiaires directs de chaque ligne, selon l’estimation de son organisation.
-- grain: one row per row of the export
-- grain_fr: une ligne par ligne de l’export
select _line, '4w-' || row_number as activity_id, 'residents' as segment, 'on_site' as channel, persons, 'estimate' as method
from export
