-- meaning: Whether the reach depends on few partners: concentration of engagements, and how many equal partners would give the same.
-- meaning_fr: Si la portée dépend de peu de partenaires : concentration des participations, et combien de partenaires égaux donneraient la même.
-- grain: one row
-- grain_fr: une ligne
-- formula: HHI = sum of squared shares of engagements; effective partners = 1 / HHI
-- formula_fr: HHI = somme des carrés des parts de participations ; partenaires effectifs = 1 / HHI
-- counting: Shares as in partner_shares: persons of an activity divided equally among its partners, media left out.
-- counting_fr: Parts comme dans partner_shares : personnes d'une activité réparties également entre ses partenaires, hors médias.
-- source: Herfindahl-Hirschman index; effective number of partners, Laakso and Taagepera 1979
-- source_fr: indice de Herfindahl-Hirschman ; nombre effectif de partenaires, Laakso et Taagepera 1979
-- rows: partner_shares
-- mark: shared_engagements > 0
-- trace partners: count(*)
-- trace engagements: sum(shared_engagements)
-- trace hhi: sum(share * share)
-- trace effective_partners: 1 / sum(share * share)
-- trace top_share: max(share)
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column partners: count of partners, of the sectors chosen with engagements above 0
-- column engagements: persons, of these partners, those of an activity divided equally among all its partners; null
--   without a partner
-- column hhi: number, sum of their squared shares, from 1 / partners (equal) to 1 (one alone); null without a partner
-- column effective_partners: number, of equal partners with the same hhi; null without a partner
-- column top_partner_id: code, of the partner with the largest share (of several, the last by code); null without a partner
-- column top_partner: name, of the partner with the largest share; null without a partner
-- column top_share: share 0..1, of engagements that partner brings; null without a partner
-- column dependence_why: code, no_counted_partner when partners is 0; else null
with brought as (
    select reach.partner_id, any_value(partners.name) as name, sum(reach.shared_engagements) as persons
    from partner_totals_now as reach
    join partners on partners.partner_id = reach.partner_id
    where chosen($sectors, partners.sector)
    group by reach.partner_id
    having sum(reach.shared_engagements) > 0
),

shares as (
    select *, persons / sum(persons) over () as share from brought
)

select
    count(*) as partners,
    sum(persons) as engagements,
    sum(share * share) as hhi,
    1 / sum(share * share) as effective_partners,
    max_by(partner_id, (share, partner_id)) as top_partner_id,
    max_by(name, (share, partner_id)) as top_partner,
    max(share) as top_share,
    case when count(*) = 0 then 'no_counted_partner' end as dependence_why
from shares
