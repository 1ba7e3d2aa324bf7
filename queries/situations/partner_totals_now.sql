-- meaning: Activities of each partner up to the data date, with the persons counted at them.
-- meaning_fr: Activités de chaque partenaire jusqu'à la date des données, avec les personnes comptées.
-- grain: one row per partner and kind of activity
-- grain_fr: une ligne par partenaire et nature d'activité
-- counting: As in partner_months.
-- counting_fr: Comme dans partner_months.
-- known: activities
with parts as (
    select partner_id, month, kind, activities, engagements, shared_engagements, new_persons, persons_with_new, media,
        first_on, last_on
    from partner_months
    where network_id = $network and month < date_trunc('month', $data_date)
    union all by name
    select * from partner_own_month_now
)

select
    partner_id,
    kind,
    sum(activities)::bigint as activities,
    sum(engagements)::bigint as engagements,
    sum(shared_engagements) as shared_engagements,
    sum(new_persons)::bigint as new_persons,
    sum(persons_with_new)::bigint as persons_with_new,
    sum(media)::bigint as media,
    min(first_on) as first_on,
    max(last_on) as last_on
from parts
group by partner_id, kind
