-- meaning: Persons of each year by segment of the audience, group of cities and sectors of the partners.
-- meaning_fr: Personnes de chaque année par segment du public, groupe de villes et secteurs des partenaires.
-- grain: one row per network, year, segment, group of cities and sectors; year is its first day
-- grain_fr: une ligne par réseau, année, segment, groupe de villes et secteurs ; year en est le premier jour
-- counting: largest: the most persons of the segment counted at one activity, its channels but media together.
-- counting_fr: largest : le plus grand nombre de personnes du segment comptées à une même activité, tous canaux sauf les médias.
select
    facts.network_id,
    date_trunc('year', facts.held_on)::date as year,
    counts.segment,
    facts.city_set,
    facts.sector_mask,
    sum(counts.engagements)::bigint as engagements,
    sum(counts.new_persons)::bigint as new_persons,
    sum(counts.persons_with_new)::bigint as persons_with_new,
    max(counts.engagements)::bigint as largest,
    sum(counts.media)::bigint as media
from audience_facts as counts
join activity_facts as facts on facts.activity_no = counts.activity_no
group by facts.network_id, year, counts.segment, facts.city_set, facts.sector_mask
order by year
