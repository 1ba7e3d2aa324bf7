-- meaning: When each table first came into the record, and when a file last brought rows to it.
-- meaning_fr: Quand chaque table est entrée dans le registre, et quand un fichier lui a apporté des lignes pour la dernière fois.
-- grain: one row per table or recipe
-- grain_fr: une ligne par table ou par recette
-- counting: Milliseconds since 1970 in UTC.
-- counting_fr: Millisecondes depuis 1970, UTC.
select about, epoch_ms(min(published_at)) as issued_ms, epoch_ms(max(published_at)) as modified_ms
from _files
group by about
