-- meaning: Activities of each partner in the data date's own month, with the persons counted at them.
-- meaning_fr: Activités de chaque partenaire dans le mois même de la date des données, avec les personnes comptées.
-- grain: one row per partner and kind of activity
-- grain_fr: une ligne par partenaire et nature d'activité
-- counting: As in partner_months.
-- counting_fr: Comme dans partner_months.
-- known: activities
select
    one.partner_id,
    date_trunc('month', $data_date)::date as month,
    kind,
    sum(activities)::bigint as activities,
    sum(engagements)::bigint as engagements,
    sum(engagements / len(members)) as shared_engagements,
    sum(new_persons)::bigint as new_persons,
    sum(persons_with_new)::bigint as persons_with_new,
    sum(media)::bigint as media,
    min(first_on) as first_on,
    max(last_on) as last_on
from own_month_now
join partner_sets using (partner_set)
cross join unnest(members) as one (partner_id)
group by one.partner_id, kind
