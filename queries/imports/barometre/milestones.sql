-- meaning: Measures that have a target somewhere, in the order of their last target date.
-- meaning_fr: Mesures qui ont une cible quelque part, dans l’ordre de leur dernière date cible.
-- grain: one row per measure with a target
-- grain_fr: une ligne par mesure avec une cible
with measures as (
    select min(_line) as _line, replace(folded(measure), ' ', '-') as milestone_id, min_by(measure, _line) as name, max(target_day) as target_day
    from export
    where target is not null
    group by replace(folded(measure), ' ', '-')
)
select _line, milestone_id, 'barometre-cibles' as phase_id,
    row_number() over (order by target_day, milestone_id) as position, name as name_fr, name as name_en
from measures
