-- meaning: Measures, from their first baseline to their last target.
-- meaning_fr: Mesures, de leur première valeur initiale à leur dernière cible.
-- grain: one row per measure
-- grain_fr: une ligne par mesure
select min(_line) as _line, replace(folded(measure), ' ', '-') as action_id, 'barometre' as network_id, min_by(measure, _line) as title,
    'etat' as partners, list_sort(list_distinct(list(department))) as cities, 'scaled' as size, 'implementation' as status,
    min(first_day) as starts_on, max(target_day) as planned_end_on
from export
group by replace(folded(measure), ' ', '-')
