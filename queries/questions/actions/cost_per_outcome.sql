-- meaning: What one unit of an outcome cost, with and without what partners gave in kind.
-- meaning_fr: Ce qu'a coûté une unité de résultat, avec et sans les apports en nature des partenaires.
-- grain: one row per size of action, outcome unit and currency
-- grain_fr: une ligne par taille d'action, unité de résultat et monnaie
-- formula: (programme + partner cash [+ partner in kind]) / units gained, over concluded actions with a cost and an outcome
--   in that unit; units gained: a flow's sum, a stock's change since its baseline
-- formula_fr: (programme + apports en argent [+ apports en nature]) / unités gagnées, sur les actions terminées ayant un coût et
--   un résultat dans cette unité ; unités gagnées : somme d'un flux, variation d'un stock depuis sa valeur initiale
-- counting: Never across unlike units or currencies. An action with outcomes in two units appears in both rows with its whole
--   cost, so rows must not be added. Small tests stand apart: they buy a lesson.
-- counting_fr: Jamais entre unités ou monnaies différentes. Une action ayant des résultats dans deux unités figure sur deux lignes
--   avec son coût entier : ces lignes ne s'additionnent pas. Les petits tests sont à part : ils achètent une leçon.
-- source: the actions, indicators and results tables
-- source_fr: les tables actions, indicateurs et résultats
-- known: actions
-- rows: achievement
-- rows: outcome_costs
-- mark: size = answer.size and unit = answer.unit and currency is not distinct from answer.currency
-- trace actions: count(*)
-- trace units: sum(gain)
-- trace cost_cash: sum(coalesce(cost_programme, 0) + coalesce(cost_partner_cash, 0))
-- trace cost_in_kind: sum(coalesce(cost_partner_in_kind, 0))
-- trace cost_per_unit: case when sum(gain) > 0 then
--   sum(coalesce(cost_programme, 0) + coalesce(cost_partner_cash, 0)) / sum(gain) end
-- trace cost_per_unit_with_in_kind: case when sum(gain) > 0 then
--   sum(coalesce(cost_programme, 0) + coalesce(cost_partner_cash, 0) + coalesce(cost_partner_in_kind, 0))
--   / sum(gain) end
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column actions: count of actions, concluded, with a cost and an outcome in that unit
-- column units: number, gained of the unit by these actions; null when no gain can be told
-- column cost_cash: amount in the currency, cost to the programme and partner cash of these actions
-- column cost_in_kind: amount in the currency, worth of what partners gave these actions in kind
-- column cost_per_unit: amount in the currency, cost_cash for one unit; null when nothing was gained
-- column cost_per_unit_with_in_kind: amount in the currency, cost_cash and cost_in_kind for one unit; null when nothing
--   was gained
-- column why: code, nothing_gained when units is null, 0 or less; else null
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
),

costed as (
    select
        action_facts.*,
        coalesce(cost_programme, 0) + coalesce(cost_partner_cash, 0) as cost_cash
    from action_facts
    where
        network_id = $network
        and action_state(status, starts_on, ended_on, $data_date::date) = 'concluded'
        and coalesce(cost_programme, cost_partner_cash, cost_partner_in_kind) is not null
        and ($cities is null or list_has_any(cities, $cities))
        and ($partners is null or list_has_any(partners, $partners))
)

select
    costed.size,
    gained.unit,
    costed.currency,
    count(*) as actions,
    sum(gained.gain) as units,
    sum(costed.cost_cash) as cost_cash,
    sum(coalesce(costed.cost_partner_in_kind, 0)) as cost_in_kind,
    case when units > 0 then sum(costed.cost_cash) / units end as cost_per_unit,
    case when units > 0 then (sum(costed.cost_cash) + cost_in_kind) / units end as cost_per_unit_with_in_kind,
    case when coalesce(units, 0) <= 0 then 'nothing_gained' end as why
from costed
join gained using (action_id)
group by costed.size, gained.unit, costed.currency
order by costed.size, cost_per_unit nulls last, gained.unit, costed.currency
