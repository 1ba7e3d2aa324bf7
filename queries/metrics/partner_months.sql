-- meaning: Activities of each partner in each month by kind, with the persons counted at them.
-- meaning_fr: Activités de chaque partenaire dans chaque mois par nature, avec les personnes comptées.
-- grain: one row per network, partner, month and kind
-- grain_fr: une ligne par réseau, partenaire, mois et nature
-- counting: engagements and media in full for each partner of an activity; shared_engagements in equal parts, so that they add up.
-- counting_fr: engagements et media en entier pour chaque partenaire d'une activité ; shared_engagements à parts égales, pour s'additionner.
select
    activities.network_id,
    one.partner_id,
    date_trunc('month', activities.held_on)::date as month,
    activities.kind,
    count(*) as activities,
    sum(facts.engagements)::bigint as engagements,
    sum(facts.engagements / facts.partners) as shared_engagements,
    sum(facts.new_persons)::bigint as new_persons,
    sum(facts.persons_with_new)::bigint as persons_with_new,
    sum(facts.media)::bigint as media,
    min(activities.held_on) as first_on,
    max(activities.held_on) as last_on
from activities
join activity_facts as facts on facts.activity_no = activities.rowid
cross join unnest(activities.partners) as one (partner_id)
group by all
order by partner_id, month
