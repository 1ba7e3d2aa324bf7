-- meaning: Persons up to the data date by segment of the audience, group of cities and sectors of the partners.
-- meaning_fr: Personnes jusqu'à la date des données par segment du public, groupe de villes et secteurs des partenaires.
-- grain: one row per segment, group of cities and sectors
-- grain_fr: une ligne par segment, groupe de villes et secteurs
-- counting: As in segment_years; of the day's own year the facts are read.
-- counting_fr: Comme dans segment_years ; pour l'année même du jour, on lit les faits.
-- known: activities
with parts as (
    select segment, city_set, sector_mask, engagements, new_persons, persons_with_new, largest, media
    from segment_years
    where network_id = $network and year < date_trunc('year', $data_date)
    union all
    select
        counts.segment, facts.city_set, facts.sector_mask, counts.engagements, counts.new_persons,
        counts.persons_with_new, counts.engagements, counts.media
    from audience_facts as counts
    join activity_facts as facts on facts.activity_no = counts.activity_no
    where counts.network_id = $network
        and counts.held_on between date_trunc('year', $data_date)::date and $data_date
        and facts.held_on between date_trunc('year', $data_date)::date and $data_date
)

select
    segment,
    city_set,
    sector_mask,
    sum(engagements)::bigint as engagements,
    sum(new_persons)::bigint as new_persons,
    sum(persons_with_new)::bigint as persons_with_new,
    max(largest)::bigint as largest,
    sum(media)::bigint as media
from parts
group by segment, city_set, sector_mask
