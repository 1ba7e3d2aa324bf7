-- meaning: The formats that have nothing to say about a snapshot: no indicator, no partner, no money.
-- meaning_fr: Les formats qui n'ont rien à dire d'une version : pas d'indicateur, pas de partenaire, pas d'argent.
-- grain: one row per such format
-- grain_fr: une ligne par format de ce genre
select 'iati' as format where not exists (from indicators)
union all
select 'kumu' where not exists (from partners)
union all
select '360giving' where not exists (from actions where cost_programme > 0 or cost_partner_cash > 0)
