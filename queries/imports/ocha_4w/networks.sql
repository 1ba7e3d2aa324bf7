-- meaning: The network that the export is about.
-- meaning_fr: Le réseau dont parle l’export.
-- grain: one row
-- grain_fr: une ligne
with rows_read as (
    select *, coalesce(date_year_first(without_time(start_day)), date_day_first(without_time(start_day))) as started,
        coalesce(date_year_first(without_time(end_day)), date_day_first(without_time(end_day))) as ended
    from export
)
select min(_line) as _line, 'ocha-drc-4w' as network_id, 'RDC : présence opérationnelle (OCHA 4W)' as name,
    'OCHA' as funder, min(started) as starts_on,
    'bénéficiaires' as reach_unit_fr, 'beneficiaries' as reach_unit_en
from rows_read
