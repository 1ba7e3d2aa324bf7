-- meaning: Activities and persons of each month by kind of activity, with the share of new audience and the reach by media apart.
-- meaning_fr: Activités et personnes de chaque mois par nature d'activité, avec la part de public nouveau et, à part, la portée par les médias.
-- grain: one row per month and kind of activity
-- grain_fr: une ligne par mois et nature d'activité
-- formula: new-audience share = new_persons / persons_with_new
-- formula_fr: part de public nouveau = new_persons / persons_with_new
-- counting: Engagements: persons over activities, the same person at two activities counts twice. Media stands apart. The share counts only audiences whose new persons were asked.
-- counting_fr: Participations : personnes par activité, une même personne à deux activités compte deux fois. Les médias sont à part. La part ne compte que les publics dont on a demandé s'ils étaient nouveaux.
-- source: Cadence's own definition
-- source_fr: définition propre à Cadence
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
select month, kind, activities, counted, engagements, new_persons, persons_with_new, media
from reach_at($network, $data_date, $cities, $countries, $themes, $sectors)
where chosen($kinds, kind)
order by month, kind
