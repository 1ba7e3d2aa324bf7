-- meaning: The persons of each segment counted at an activity, in the order of time.
-- meaning_fr: Les personnes de chaque segment comptées à une activité, dans l'ordre du temps.
-- grain: one row per activity and segment of the audience
-- grain_fr: une ligne par activité et segment du public
-- counting: engagements: persons by every channel but media, NULL when media is the only one; media: persons by media.
-- counting_fr: engagements : personnes de tous les canaux sauf les médias, NULL s'il n'y a que les médias ; media : personnes par les médias.
select
    activities.network_id,
    activities.held_on,
    activities.rowid::integer as activity_no,
    audience.segment,
    count(*)::integer as counts,
    (sum(audience.persons) filter (audience.channel <> 'media'))::integer as engagements,
    (sum(audience.new_persons) filter (audience.channel <> 'media'))::integer as new_persons,
    (sum(audience.persons) filter (audience.channel <> 'media' and audience.new_persons is not null))::integer
        as persons_with_new,
    (sum(audience.persons) filter (audience.channel = 'media'))::integer as media
from audience
join activities on activities.activity_id = audience.activity_id
group by activities.network_id, activities.held_on, activities.rowid, audience.segment
order by activities.held_on
