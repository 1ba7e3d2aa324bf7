-- meaning: Who was reached: people from outside first; the cities' own staff and elected, the press and the media each apart.
-- meaning_fr: Qui a été touché : les personnes extérieures d'abord ; agents et élus des villes, presse et médias chacun à part.
-- grain: one row per group of which something was counted: outside, own, press, media; unsaid where somebody was counted of whom nobody said who it is
-- grain_fr: une ligne par groupe dont quelque chose a été compté : outside (extérieur), own (agents et élus), press (presse), media (médias) ; unsaid (non dit) si quelqu'un a été compté sans que l'on dise qui
-- formula: new_share = new_persons / persons_with_new
-- formula_fr: new_share = new_persons / persons_with_new
-- counting: Outside: neither staff nor elected of the cities, nor press. The groups are never added: media are contacts, the
--   others persons at activities, the same person at two activities twice. without_partner: at activities that name no
--   partner. A group of which nothing was counted has no row: nobody said that it was not reached.
-- counting_fr: Extérieur : ni agents ni élus des villes, ni presse. Les groupes ne s'additionnent jamais : les médias sont des
--   contacts, les autres des personnes à des activités, une même personne à deux activités comptant deux fois.
--   without_partner : à des activités qui ne citent aucun partenaire. Un groupe dont rien n'a été compté n'a
--   pas de ligne : personne n'a dit qu'il n'a pas été touché.
-- source: Cadence's own definition
-- source_fr: définition propre à Cadence
-- rows: counted_audience
-- mark: if(channel = 'media', 'media', reach_group(segment)) = answer.reach_group
-- trace persons: sum(persons)
-- trace new_persons: if(answer.reach_group = 'media', null, sum(new_persons))
-- trace persons_with_new: if(answer.reach_group = 'media', 0, coalesce(sum(persons) filter (new_persons is not null), 0))
-- trace new_share: if(answer.reach_group = 'media', null,
--   sum(new_persons) / nullif(sum(persons) filter (new_persons is not null), 0))
-- trace without_partner: coalesce(sum(persons) filter (coalesce(len(partners), 0) = 0), 0)
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column reach_group: code, outside, own (staff and elected of the cities), press, media, or unsaid
-- column segments: list of codes, the segments of the group of which somebody was counted; null when nobody was
-- column persons: persons, of the group counted by the data date; of media contacts
-- column new_persons: persons, of these said to be new; null when no count says, and of media
-- column persons_with_new: persons, of the counts that also say how many are new; 0 when none does, and of media
-- column new_share: share 0..1, new_persons of persons_with_new; null when none was asked
-- column without_partner: persons, of persons those at activities that name no partner
with parts as (
    select
        reach_group(segment) as reach_group, segment, sector_mask, engagements as persons, new_persons, persons_with_new
    from segments_now
    where not has_city_choice($cities, $countries, $themes)
        or city_set in (from chosen_city_sets($cities, $countries, $themes))
    union all
    select 'media', segment, sector_mask, media, null, null
    from segments_now
    where not has_city_choice($cities, $countries, $themes)
        or city_set in (from chosen_city_sets($cities, $countries, $themes))
),

chosen_parts as (
    select * from parts where $sectors is null or sector_mask & sectors_mask($sectors) <> 0
),

groups as (
    select
        unnest(['outside', 'own', 'press', 'media', 'unsaid']) as reach_group,
        unnest([1, 2, 3, 4, 5]) as place
)

select
    reach_group,
    list_sort(list(distinct segment) filter (persons > 0)) as segments,
    sum(persons)::bigint as persons,
    sum(new_persons)::bigint as new_persons,
    coalesce(sum(persons_with_new), 0)::bigint as persons_with_new,
    sum(new_persons) / nullif(sum(persons_with_new), 0) as new_share,
    -- A partner has a sector: no sector, no partner.
    coalesce(sum(persons) filter (sector_mask = 0), 0)::bigint as without_partner
from groups
left join chosen_parts using (reach_group)
group by reach_group, place
having sum(persons) > 0 or (reach_group <> 'unsaid' and count(persons) > 0)
order by place
