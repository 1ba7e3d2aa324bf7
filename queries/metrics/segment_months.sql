-- meaning: Persons of each month by segment of the audience, also split by group of cities and by sectors of the partners.
-- meaning_fr: Personnes de chaque mois par segment du public, avec une ventilation par groupe de villes et par secteurs des partenaires.
-- grain: one row per network, month and segment; split tells which further ventilation the row belongs to (all, cities, sectors)
-- grain_fr: une ligne par réseau, mois et segment ; split dit à quelle ventilation la ligne appartient (all, cities, sectors)
-- counting: largest: the most persons of the segment counted at one activity, its channels but media together.
-- counting_fr: largest : le plus grand nombre de personnes du segment comptées à une même activité, tous canaux sauf les médias.
with sittings as (
    select
        counts.segment,
        counts.activity_no,
        sum(counts.engagements) as engagements,
        sum(counts.new_persons) as new_persons,
        sum(counts.persons_with_new) as persons_with_new,
        sum(counts.media) as media
    from audience_facts as counts
    group by counts.segment, counts.activity_no
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
from (
    select
        facts.network_id, date_trunc('month', facts.held_on)::date as month, facts.city_set, facts.sector_mask,
        sittings.* exclude (activity_no)
    from sittings
    join activity_facts as facts on facts.activity_no = sittings.activity_no
)
group by grouping sets (
    (network_id, month, segment),
    (network_id, month, segment, city_set),
    (network_id, month, segment, sector_mask)
)
order by split, month
