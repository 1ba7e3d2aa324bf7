-- meaning: What each partner has reached with the network: common ground, a small test together, a scaled action
--   together.
-- meaning_fr: Ce que chaque partenaire a atteint avec le réseau : terrain d'entente, petit test ensemble, action à
--   grande échelle ensemble.
-- grain: one row per partner that has reached one of them
-- grain_fr: une ligne par partenaire ayant atteint l'un d'eux
-- counting: Whatever cities are chosen. An action counts once it has begun and unless it was cancelled.
-- counting_fr: Quelles que soient les villes choisies. Une action compte dès qu'elle a commencé, sauf si elle a été
--   annulée.
-- source: the actions, partnerships and stages tables
-- source_fr: les tables actions, partenariats et étapes
-- table: partners
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column has_common_ground: yes or no, whether a partnership with it ever reached networking or further by the data
--   date
-- column has_small_test: yes or no, whether a small test that names it had begun by the data date
-- column has_scaled: yes or no, whether a scaled action that names it had begun by the data date
-- column has_completed: yes or no, whether a joint action that names it was concluded by the data date
with reached as (
    select partner_id, highest >= rung('stage', 'common_ground') as has_common_ground, null as size, null as state
    from partnerships_now
    union all
    select one.partner_id, null, size, action_state(status, starts_on, ended_on, $data_date::date)
    from action_facts, unnest(partners) as one (partner_id)
    where network_id = $network
)

select
    partner_id,
    partners.name,
    partners.sector,
    coalesce(bool_or(has_common_ground), false) as has_common_ground,
    coalesce(bool_or(size = 'small_test'), false) as has_small_test,
    coalesce(bool_or(size = 'scaled'), false) as has_scaled,
    coalesce(bool_or(state = 'concluded'), false) as has_completed
from reached
join partners using (partner_id)
where has_common_ground or state in ('running', 'concluded', 'suspended')
group by partner_id, partners.name, partners.sector
order by partners.name, partner_id
