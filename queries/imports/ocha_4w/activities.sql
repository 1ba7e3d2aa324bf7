-- meaning: What one organisation does in one place, from its first day; cash handed out is funding, all else its own event.
-- meaning_fr: Ce que fait une organisation en un lieu, à partir de son premier jour ; l’argent distribué est un financement, le reste son propre événement.
-- grain: one row per row of the export
-- grain_fr: une ligne par ligne de l’export
select _line, '4w-' || row_number as activity_id, 'ocha-drc-4w' as network_id, start_day as held_on,
    case when cluster = 'Cash multi-sectoriel' then 'funding' else 'external_event' end as kind,
    concat_ws(' · ', activity_name, cluster) as title,
    'on_site' as format, 'partner' as hosted_by,
    [organisation_id] as partners, [territory_code] as cities, project as action_id, 'fr' as language
from export
