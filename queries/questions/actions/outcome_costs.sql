-- meaning: What each concluded joint action cost and how much of an outcome it gained, in one unit.
-- meaning_fr: Ce que chaque action conjointe terminée a coûté et ce qu'elle a gagné d'un résultat, dans une unité.
-- grain: one row per concluded action with a cost, and unit of its outcomes
-- grain_fr: une ligne par action terminée ayant un coût, et par unité de ses résultats
-- formula: gain: a flow's sum, a stock's change since its baseline, over the outcomes in that unit that have a result
-- formula_fr: gain : somme d'un flux, variation d'un stock depuis sa valeur initiale, sur les résultats dans cette unité
--   qui ont une valeur
-- counting: An action with outcomes in two units appears twice, each time with its whole cost.
-- counting_fr: Une action ayant des résultats dans deux unités figure deux fois, chaque fois avec son coût entier.
-- source: the actions, indicators and results tables
-- source_fr: les tables actions, indicateurs et résultats
-- rows: action_indicators
-- table: actions
-- mark: action_id = answer.action_id and unit = answer.unit and level = 'outcome' and value_kind in ('flow', 'stock')
-- trace gain: sum(case
--     when value_kind = 'flow' then actual
--     when coalesce(is_ascending, true) then actual - coalesce(baseline, 0)
--     else baseline - actual
--   end)
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column ended_on: date, actual end, or the planned one of an action in finalisation or closed without one; null when
--   neither is known
-- column unit: text, of these outcomes
-- column gain: number, of the unit, by these outcomes together; null when no gain can be told
with gained as (
    select
        action_id,
        unit,
        sum(case
            when value_kind = 'flow' then actual
            when coalesce(is_ascending, true) then actual - coalesce(baseline, 0)
            else baseline - actual
        end) as gain
    from achievements_now
    where level = 'outcome' and value_kind in ('flow', 'stock') and actual is not null
    group by action_id, unit
)

select
    action_id, title, size, ended_on, gained.unit, gained.gain,
    currency, cost_programme, cost_partner_cash, cost_partner_in_kind
from action_facts
join gained using (action_id)
where
    network_id = $network
    and action_state(status, starts_on, ended_on, $data_date::date) = 'concluded'
    and coalesce(cost_programme, cost_partner_cash, cost_partner_in_kind) is not null
    and ($cities is null or list_has_any(cities, $cities))
    and ($partners is null or list_has_any(partners, $partners))
order by title, action_id, gained.unit
