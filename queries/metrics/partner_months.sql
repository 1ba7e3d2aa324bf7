-- meaning: Activities of each partner in each month by kind, with the persons counted at them.
-- meaning_fr: Activités de chaque partenaire dans chaque mois par nature, avec les personnes comptées.
-- grain: one row per network, partner, month and kind
-- grain_fr: une ligne par réseau, partenaire, mois et nature
-- counting: engagements and media in full for each partner of an activity; shared_engagements in equal parts, so that they add up.
-- counting_fr: engagements et media en entier pour chaque partenaire d'une activité ; shared_engagements à parts égales, pour s'additionner.
-- Summed by group of partners first: there are far fewer groups than activities.
with groups as (
    select
        network_id, partner_set, date_trunc('month', held_on)::date as month, kind,
        count(*) as activities, sum(engagements) as engagements, sum(new_persons) as new_persons,
        sum(persons_with_new) as persons_with_new, sum(media) as media,
        min(held_on) as first_on, max(held_on) as last_on
    from activity_facts
    where partner_set is not null
    group by network_id, partner_set, month, kind
)

select
    network_id,
    one.partner_id,
    month,
    kind,
    sum(activities)::bigint as activities,
    sum(engagements)::bigint as engagements,
    sum(engagements / len(members)) as shared_engagements,
    sum(new_persons)::bigint as new_persons,
    sum(persons_with_new)::bigint as persons_with_new,
    sum(media)::bigint as media,
    min(first_on) as first_on,
    max(last_on) as last_on
from groups
join partner_sets using (partner_set)
cross join unnest(members) as one (partner_id)
group by network_id, one.partner_id, month, kind
order by partner_id, month
