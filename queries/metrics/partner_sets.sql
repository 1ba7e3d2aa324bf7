-- meaning: Every group of partners that took part in an activity together, with the sectors present in it as bits.
-- meaning_fr: Chaque groupe de partenaires ayant pris part ensemble à une activité, avec les secteurs présents, en bits.
-- grain: one row per distinct list of partners
-- grain_fr: une ligne par liste distincte de partenaires
-- formula: sector_mask: bit_or over the partners of the bit of each one's sector (queries/macros/sector_mask.sql)
-- formula_fr: sector_mask : bit_or, sur les partenaires, du bit du secteur de chacun (queries/macros/sector_mask.sql)
with sets as (
    select row_number() over ()::integer as partner_set, partners as members
    from (select distinct partners from activities where len(partners) > 0)
)

select sets.partner_set, sets.members, coalesce(bit_or(sector_mask(partners.sector)), 0)::smallint as sector_mask
from sets
cross join unnest(sets.members) as one (partner_id)
left join partners on partners.partner_id = one.partner_id
group by sets.partner_set, sets.members
