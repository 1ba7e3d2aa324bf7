-- meaning: Activities and persons of each month by kind of activity, also split by group of cities and by sectors of the partners.
-- meaning_fr: Activités et personnes de chaque mois par nature d'activité, avec une ventilation par groupe de villes et par secteurs des partenaires.
-- grain: one row per network, month and kind; split tells which further ventilation the row belongs to (all, cities, sectors)
-- grain_fr: une ligne par réseau, mois et nature ; split dit à quelle ventilation la ligne appartient (all, cities, sectors)
-- counting: Sums of activity_facts; a choice of cities or sectors picks whole groups, so that no activity counts twice.
-- counting_fr: Sommes de activity_facts ; un choix de villes ou de secteurs retient des groupes entiers : aucune activité ne compte deux fois.
select
    case when grouping(city_set) = 0 then 'cities' when grouping(sector_mask) = 0 then 'sectors' else 'all' end as split,
    network_id,
    month,
    kind,
    city_set,
    sector_mask,
    count(*) as activities,
    count(engagements) as counted,
    sum(engagements)::bigint as engagements,
    sum(outside)::bigint as outside,
    sum(unsaid)::bigint as unsaid,
    sum(new_persons)::bigint as new_persons,
    sum(persons_with_new)::bigint as persons_with_new,
    sum(media)::bigint as media
from (select *, date_trunc('month', held_on)::date as month from activity_facts)
group by grouping sets (
    (network_id, month, kind),
    (network_id, month, kind, city_set),
    (network_id, month, kind, sector_mask)
)
order by split, month
