-- meaning: Who was reached: engagements by segment, and between which bounds the number of different persons lies.
-- meaning_fr: Qui a été touché : participations par segment, et bornes du nombre de personnes différentes.
-- grain: one row per segment of the audience
-- grain_fr: une ligne par segment du public
-- formula: largest <= different persons <= engagements; largest = the most persons of the segment at one activity; share = engagements / engagements of all segments
-- formula_fr: largest <= personnes différentes <= participations ; largest = le plus grand nombre de personnes du segment à une même activité ; part = participations / participations de tous les segments
-- counting: Without a key per person, the number of different persons is only known between bounds. Media are left out. Partner-brought audience is the segment partner_public.
-- counting_fr: Sans identifiant par personne, le nombre de personnes différentes n'est connu qu'entre des bornes. Hors médias. Le public amené par les partenaires est le segment partner_public.
-- source: Cadence's own definition
-- source_fr: définition propre à Cadence
-- rows: counted_audience
-- mark: segment = answer.segment
-- trace engagements: sum(persons) filter (channel <> 'media')
-- trace largest: any_value((
--   select max(there.persons) from (
--     select sum(one.persons) as persons from rows_of_counted_audience as one where one.channel <> 'media'
--     group by one.activity_id
--   ) as there
--   ))
-- trace share: sum(persons) filter (segment = answer.segment and channel <> 'media')
--   / nullif(sum(persons) filter (channel <> 'media'), 0) from counted_audience
-- trace new_persons: sum(new_persons) filter (channel <> 'media')
-- trace persons_with_new: sum(persons) filter (channel <> 'media' and new_persons is not null)
-- trace media: sum(persons) filter (channel = 'media')
-- mark counted_audience: segment = answer.segment
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column engagements: persons, of the segment counted by every channel but media, the same person at two activities
--   counts twice; null when media is the only one
-- column largest: persons, of the segment at the one activity with most of them, media left out; null when engagements
--   is
-- column share: share 0..1, of the engagements of all segments; null when engagements is or all are 0
-- column new_persons: persons, among engagements said to be new; null when no count says
-- column persons_with_new: persons, of the counts that also say how many are new; null when none does
-- column media: persons, of the segment reached through the channel media, never part of engagements; null without any
--   count
with counted as (
    select
        segment,
        sum(engagements)::bigint as engagements,
        max(largest)::bigint as largest,
        sum(new_persons)::bigint as new_persons,
        sum(persons_with_new)::bigint as persons_with_new,
        sum(media)::bigint as media
    from segments_now
    where (not has_city_choice($cities, $countries, $themes)
            or city_set in (from chosen_city_sets($cities, $countries, $themes)))
        and ($sectors is null or sector_mask & sectors_mask($sectors) <> 0)
    group by segment
)

select
    segment,
    engagements,
    largest,
    engagements / nullif(sum(engagements) over (), 0) as share,
    new_persons,
    persons_with_new,
    media
from counted
order by engagements desc nulls last, segment
