-- meaning: Activities with a partner in each month by kind, and the persons counted at them.
-- meaning_fr: Activités avec un partenaire chaque mois par nature, et personnes comptées.
-- grain: one row per month and kind of activity
-- grain_fr: une ligne par mois et nature d'activité
-- counting: All persons of every activity that names the partner, whoever else took part. Media stand apart.
-- counting_fr: Toutes les personnes de chaque activité citant le partenaire, quels que soient les autres participants. Les médias sont à part.
-- source: Cadence's own definition
-- known: activities
-- rows: partner_activities
-- rows: counted_audience
-- mark: date_trunc('month', held_on) = answer.month and kind = answer.kind
-- trace activities: count(*) from held_activities
--   where date_trunc('month', held_on) = answer.month and kind = answer.kind
-- trace persons_with_new: sum(if(channel <> 'media' and is_outside(segment) and new_persons is not null, persons, 0))
-- traces: reach_by_month
-- example: {"network": "astrolabe", "partner": "atelier-lacets", "data_date": "2026-06-30"}
-- column month: date, first day of the month
-- column activities: count of activities, of that month and kind that name the partner
-- column engagements: persons, counted at these activities by every channel but media, the same person at two counts
--   twice; null where nobody was counted
-- column new_persons: persons, among engagements of people from outside said to be new; null where no count says
-- column persons_with_new: persons, of the counts of people from outside that also say how many are new; null where nobody was counted
-- column media: persons, reached through the channel media, never part of engagements; null where nobody was counted
with months as (
    select * exclude (network_id)
    from partner_months
    where network_id = $network and partner_id = $partner and month < date_trunc('month', $data_date::date)
    union all by name
    from partner_own_month_now
    where partner_id = $partner
)

select
    month, kind, sum(activities)::bigint as activities, sum(engagements)::bigint as engagements,
    sum(new_persons)::bigint as new_persons, sum(persons_with_new)::bigint as persons_with_new, sum(media)::bigint as media
from months
group by month, kind
order by month, kind
