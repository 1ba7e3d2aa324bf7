-- meaning: Persons of each month by segment of the audience, also split by group of cities and by sectors of the partners.
-- meaning_fr: Personnes de chaque mois par segment du public, avec une ventilation par groupe de villes et par secteurs des partenaires.
-- grain: one row per network, month and segment; split tells which further ventilation the row belongs to (all, cities, sectors)
-- grain_fr: une ligne par réseau, mois et segment ; split dit à quelle ventilation la ligne appartient (all, cities, sectors)
-- counting: largest: the most persons of the segment counted at one activity, its channels but media together.
-- counting_fr: largest : le plus grand nombre de personnes du segment comptées à une même activité, tous canaux sauf les médias.
with sittings as (
    select
        network_id,
        date_trunc('month', held_on)::date as month,
        segment,
        city_set,
        sector_mask,
        sum(engagements) as engagements,
        sum(new_persons) as new_persons,
        sum(persons_with_new) as persons_with_new,
        sum(media) as media
    from audience_facts
    group by network_id, month, segment, city_set, sector_mask, activity_no
)

select
    case when grouping(city_set) = 0 then 'cities' when grouping(sector_mask) = 0 then 'sectors' else 'all' end as split,
    network_id,
    month,
    segment,
    city_set,
    sector_mask,
    sum(engagements)::bigint as engagements,
    sum(new_persons)::bigint as new_persons,
    sum(persons_with_new)::bigint as persons_with_new,
    max(engagements)::bigint as largest,
    sum(media)::bigint as media
from sittings
group by grouping sets (
    (network_id, month, segment),
    (network_id, month, segment, city_set),
    (network_id, month, segment, sector_mask)
)
order by split, month
