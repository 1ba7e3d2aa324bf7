-- meaning: The only phase: from the first baseline to the last target.
-- meaning_fr: L’unique phase : de la première valeur initiale à la dernière cible.
-- grain: one row
-- grain_fr: une ligne
select min(_line) as _line, 'barometre-cibles' as phase_id, 'barometre' as network_id, 1 as position,
    'Vers les cibles' as name_fr, 'Towards the targets' as name_en, min(first_day) as starts_on, max(target_day) as ends_on
from export
