-- meaning: Every group of partners that took part in an activity together, with the sectors present in it as bits.
-- meaning_fr: Chaque groupe de partenaires ayant pris part ensemble à une activité, avec les secteurs présents, en bits.
-- grain: one row per distinct list of partners
-- grain_fr: une ligne par liste distincte de partenaires
-- formula: sector_mask: bit_or over the partners of the bit of each one's sector (queries/macros/sector_mask.sql)
-- formula_fr: sector_mask : bit_or, sur les partenaires, du bit du secteur de chacun (queries/macros/sector_mask.sql)
with sets as (
    select distinct partners as members from activities where len(partners) > 0
)

select sets.members, bit_or(sector_mask(partners.sector)) as sector_mask
from sets, unnest(sets.members) as one (partner_id)
join partners on partners.partner_id = one.partner_id
group by sets.members
