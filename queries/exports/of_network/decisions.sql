-- meaning: The decisions about the cities, partnerships and joint actions of one network.
-- meaning_fr: Les décisions sur les villes, les partenariats et les actions conjointes d'un réseau.
-- grain: one row per day and subject
-- grain_fr: une ligne par jour et par sujet
select *
from published_decisions
where
    case subject
        when 'city' then subject_id in (select city_id from cities)
        when 'partnership' then subject_id in (select partnership_id from partnerships)
        when 'action' then subject_id in (select action_id from actions)
    end
