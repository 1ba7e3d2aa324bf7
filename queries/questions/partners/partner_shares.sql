-- meaning: What share of the engagements each partner brings.
-- meaning_fr: Quelle part des participations chaque partenaire apporte.
-- grain: one row per partner named by an activity
-- grain_fr: une ligne par partenaire cité par une activité
-- formula: share = shared_engagements / sum of shared_engagements
-- formula_fr: part = shared_engagements / somme des shared_engagements
-- counting: The persons of an activity are divided equally among its partners, so that shares add up to the whole. Media are left out.
-- counting_fr: Les personnes d'une activité sont réparties également entre ses partenaires, pour que les parts s'additionnent. Hors médias.
-- source: Cadence's own definition
-- table: partners
-- rows: counted_audience
-- mark: list_contains(partners, answer.partner_id)
-- trace activities: count(*) from held_activities where list_contains(partners, answer.partner_id)
-- trace engagements: sum(if(channel <> 'media', persons, 0))
-- trace shared_engagements: sum(if(channel <> 'media', persons, 0) / len(partners))
-- trace share:
--   sum(if(channel <> 'media', persons, 0) / len(partners)) filter (list_contains(partners, answer.partner_id))
--   / nullif(sum(persons / len(partners) * len(list_intersect(partners, (
--     select list(p.partner_id) from partners as p where chosen($sectors, p.sector)
--   )))) filter (channel <> 'media'), 0) from counted_audience
-- trace new_persons: sum(new_persons) filter (channel <> 'media' and is_outside(segment))
-- trace persons_with_new: sum(if(channel <> 'media' and is_outside(segment) and new_persons is not null, persons, 0))
-- trace media: sum(if(channel = 'media', persons, 0))
-- mark partners: chosen($sectors, sector)
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column activities: count of activities, that name the partner by the data date
-- column engagements: persons, counted at these activities by every channel but media, in full; null when nobody was
--   counted
-- column shared_engagements: persons, the same divided equally among the partners of each activity, with decimals; null
--   when nobody was counted
-- column share: share 0..1, of the shared_engagements of all partners in this answer; null when shared_engagements is
--   or all are 0
-- column new_persons: persons, among engagements of people from outside said to be new; null when no count says
-- column persons_with_new: persons, of the counts of people from outside that also say how many are new; null when nobody was counted
-- column media: persons, reached through the channel media, never part of engagements; null when nobody was counted
-- column last_on: date, of the last of these activities
select
    reach.partner_id,
    any_value(partners.name) as name,
    any_value(partners.sector) as sector,
    sum(reach.activities)::bigint as activities,
    sum(reach.engagements)::bigint as engagements,
    sum(reach.shared_engagements) as shared_engagements,
    sum(reach.shared_engagements) / nullif(sum(sum(reach.shared_engagements)) over (), 0) as share,
    sum(reach.new_persons)::bigint as new_persons,
    sum(reach.persons_with_new)::bigint as persons_with_new,
    sum(reach.media)::bigint as media,
    max(reach.last_on) as last_on
from partner_totals_now as reach
join partners on partners.partner_id = reach.partner_id
where chosen($sectors, partners.sector) and chosen($kinds, reach.kind)
group by reach.partner_id
order by shared_engagements desc nulls last, name
