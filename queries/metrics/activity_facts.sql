-- meaning: Each activity with the persons counted at it, in the order of time.
-- meaning_fr: Chaque activité avec les personnes comptées, dans l'ordre du temps.
-- grain: one row per activity
-- grain_fr: une ligne par activité
-- counting: engagements: persons of every segment by every channel but media; media: persons by media; NULL where nobody
--   was counted. outside: those of people from outside, neither staff nor elected of the cities nor press.
--   unsaid: those of whom nobody said who they are. new_persons: new ones
--   of these. persons_with_new: those of the counts that also say how many persons are new.
-- counting_fr: engagements : personnes de tous les segments et canaux sauf les médias ; media : personnes par les médias ; NULL si
--   personne n'a été compté. outside : celles de personnes extérieures, ni agents ni élus des villes, ni presse.
--   unsaid : celles dont personne n'a dit qui elles sont. new_persons : les nouvelles parmi elles.
--   persons_with_new : celles des comptages qui disent aussi combien de personnes sont nouvelles.
with counted as (
    select
        activity_no,
        coalesce(sum(engagements), 0)::integer as engagements,
        coalesce(sum(engagements) filter (is_outside(segment)), 0)::integer as outside,
        coalesce(sum(engagements) filter (reach_group(segment) = 'unsaid'), 0)::integer as unsaid,
        (sum(new_persons) filter (is_outside(segment)))::integer as new_persons,
        coalesce(sum(persons_with_new) filter (is_outside(segment)), 0)::integer as persons_with_new,
        coalesce(sum(media), 0)::integer as media
    from audience_facts
    group by activity_no
)

select
    activities.network_id,
    activities.held_on,
    activities.kind,
    activities.rowid::integer as activity_no,
    city_sets.city_set,
    partner_sets.partner_set,
    coalesce(partner_sets.sector_mask, 0::smallint) as sector_mask,
    case when activities.kind = 'joint_communication' then activities.message end as message,
    counted.engagements,
    counted.outside,
    counted.unsaid,
    counted.new_persons,
    counted.persons_with_new,
    counted.media
from activities
join known_until as known
    on known.network_id = activities.network_id and known.table_name = 'activities' and known.city_id = '*'
left join counted on counted.activity_no = activities.rowid
left join city_sets on city_sets.cities = activities.cities
left join partner_sets on partner_sets.members = activities.partners
-- What is dated later is planned.
where activities.held_on <= known.facts_until
order by activities.held_on
