-- meaning: Organisations present; the sector is told by their type.
-- meaning_fr: Organisations présentes ; leur type dit leur secteur.
-- grain: one row per organisation
-- grain_fr: une ligne par organisation
select min(_line) as _line, organisation_id as partner_id, min_by(organisation, _line) as name, organisation_id as org_id,
    min_by(case
        when organisation_type in ('ONG Nationale', 'ONG Internationale') then 'ngo'
        when organisation_type in ('Mouvements de la Croix-Rouge', 'ECC-MERU') then 'ngo'  -- ECC-MERU: a church's relief service
        when organisation_type = 'Agence du Système des Nations Unies' then 'multilateral'
        when organisation_type = 'Gouvernement' then 'public'
        else organisation_type
    end, _line) as sector
from export
group by organisation_id, case when organisation_id is null then _line end
