-- meaning: Each count of persons at an activity, by segment, in the order of time.
-- meaning_fr: Chaque comptage de personnes à une activité, par segment, dans l'ordre du temps.
-- grain: one row per row of the audience export
-- grain_fr: une ligne par ligne de l'export des publics
-- counting: engagements is NULL for the channel media, whose persons stand in media.
-- counting_fr: engagements est NULL pour le canal médias, dont les personnes figurent dans media.
select
    activities.network_id,
    activities.held_on,
    activities.rowid::integer as activity_no,
    audience.segment,
    (case when audience.channel <> 'media' then audience.persons end)::integer as engagements,
    (case when audience.channel <> 'media' then audience.new_persons end)::integer as new_persons,
    (case when audience.channel <> 'media' and audience.new_persons is not null then audience.persons end)::integer
        as persons_with_new,
    (case when audience.channel = 'media' then audience.persons end)::integer as media
from audience
join activities on activities.activity_id = audience.activity_id
order by activities.held_on
