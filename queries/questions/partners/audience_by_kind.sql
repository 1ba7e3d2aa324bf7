-- meaning: Activities and persons of each month by kind of activity, with the share of new audience and the reach by media apart.
-- meaning_fr: Activités et personnes de chaque mois par nature d'activité, avec la part de public nouveau et, à part, la portée par les médias.
-- grain: one row per month and kind of activity
-- grain_fr: une ligne par mois et nature d'activité
-- formula: new-audience share = new_persons / persons_with_new
-- formula_fr: part de public nouveau = new_persons / persons_with_new
-- counting: Engagements: persons over activities, the same person at two activities counts twice. Media stands apart. The share counts only people from outside (neither staff nor elected of the cities, nor press) whose new persons were asked.
-- counting_fr: Participations : personnes par activité, une même personne à deux activités compte deux fois. Les médias sont à part. La part ne compte que les personnes extérieures (ni agents ni élus des villes, ni presse) dont on a demandé si elles étaient nouvelles.
-- source: Cadence's own definition
-- source_fr: définition propre à Cadence
-- known: activities
-- rows: counted_audience
-- mark: date_trunc('month', held_on) = answer.month and kind = answer.kind
-- trace activities: count(*) from held_activities
--   where date_trunc('month', held_on) = answer.month and kind = answer.kind
-- trace counted: count(distinct activity_id)
-- trace outside: sum(if(channel <> 'media' and is_outside(segment), persons, 0))
-- trace unsaid: sum(if(channel <> 'media' and reach_group(segment) = 'unsaid', persons, 0))
-- trace persons_with_new: sum(if(channel <> 'media' and is_outside(segment) and new_persons is not null, persons, 0))
-- traces: reach_by_month
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column month: date, first day of the month
-- column kind: code, kind of activity
-- column activities: count of activities, of that month and kind, of the cities and sectors chosen
-- column counted: count of activities, of those at which somebody was counted
-- column engagements: persons, counted at these activities by every channel but media, the same person at two counts
--   twice; null where nobody was counted
-- column outside: persons, of engagements those of people from outside: neither staff nor elected of the cities, nor press;
--   null where nobody was counted
-- column unsaid: persons, of engagements those of whom nobody said who they are; null where nobody was counted
-- column new_persons: persons, among outside said to be new; null where no count says
-- column persons_with_new: persons, of the counts of people from outside that also say how many are new; null where nobody was counted
-- column media: persons, reached through the channel media, never part of engagements; null where nobody was counted
select month, kind, activities, counted, engagements, outside, unsaid, new_persons, persons_with_new, media
from reach_at($network, $data_date, $cities, $countries, $themes, $sectors)
where chosen($kinds, kind)
order by month, kind
