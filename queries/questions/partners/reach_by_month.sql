-- meaning: Persons reached in each month by kind of activity. The kinds of reach are never added together.
-- meaning_fr: Personnes touchées chaque mois par nature d'activité. Les sortes de portée ne s'additionnent jamais entre elles.
-- grain: one row per month and kind of activity
-- grain_fr: une ligne par mois et nature d'activité
-- formula: engagements = sum of persons over activities; media = persons by the channel media; new_persons = sum of new persons among engagements
-- formula_fr: participations = somme des personnes sur les activités ; médias = personnes par le canal médias ; nouvelles = somme des personnes nouvelles parmi les participations
-- counting: The same person at two activities counts twice. NULL where nobody was counted. Up to the data date.
-- counting_fr: Une même personne présente à deux activités compte deux fois. NULL si personne n'a été compté. Jusqu'à la date des données.
-- source: Cadence's own definition
-- known: activities
-- rows: counted_audience
-- mark: date_trunc('month', held_on) = answer.month and kind = answer.kind
-- trace engagements: sum(if(channel <> 'media', persons, 0))
-- trace new_persons: sum(new_persons) filter (channel <> 'media' and is_outside(segment))
-- trace media: sum(if(channel = 'media', persons, 0))
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column month: date, first day of the month
-- column kind: code, kind of activity
-- column engagements: persons, counted at these activities by every channel but media, the same person at two counts
--   twice; null where nobody was counted
-- column new_persons: persons, among engagements of people from outside said to be new; null where no count says
-- column media: persons, reached through the channel media, never part of engagements; null where nobody was counted
select month, kind, engagements, new_persons, media
from reach_at($network, $data_date, $cities, $countries, $themes, $sectors)
where chosen($kinds, kind)
order by month, kind
