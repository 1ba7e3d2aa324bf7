-- meaning: What one unit of each named outcome cost, with and without what partners gave in kind.
-- meaning_fr: Ce qu'a coûté une unité de chaque résultat nommé, avec et sans les apports en nature des partenaires.
-- grain: one row per concluded action with a cost, and indicator of outcome of it that has a result
-- grain_fr: une ligne par action terminée ayant un coût, et par indicateur de résultat de cette action ayant une valeur
-- formula: (programme + partner cash [+ partner in kind]) / gain; gain: the sum of a flow, the change of a stock since its
--   baseline, in the direction wanted
-- formula_fr: (programme + apports en argent [+ apports en nature]) / gain ; gain : la somme d'un flux, la variation d'un stock
--   depuis sa valeur initiale, dans le sens voulu
-- counting: Nothing is added across indicators or actions: each row bears the whole cost of its action, so rows must not be
--   added either. What went the wrong way is no gain, and a stock without a baseline has none that can be told. Small
--   tests buy a lesson.
-- counting_fr: Rien ne s'additionne d'un indicateur ou d'une action à l'autre : chaque ligne porte le coût entier de son action, et
--   les lignes ne s'additionnent pas non plus. Ce qui est allé dans le mauvais sens n'est pas un gain, et un stock sans
--   valeur initiale n'en a aucun qui puisse se dire. Les petits tests achètent une leçon.
-- source: the actions, indicators and results tables
-- source_fr: les tables actions, indicateurs et résultats
-- known: actions
-- table: indicators
-- rows: action_indicators
-- mark: indicator_id = answer.indicator_id
-- trace gain: any_value(gain(value_kind, is_ascending, baseline, actual))
-- trace cost_cash: sum(coalesce(cost_programme, 0) + coalesce(cost_partner_cash, 0))
--   from table actions where action_id = answer.action_id
-- trace cost_in_kind: sum(coalesce(cost_partner_in_kind, 0)) from table actions where action_id = answer.action_id
-- trace cost_per_unit: sum(coalesce(cost_programme, 0) + coalesce(cost_partner_cash, 0)) / answer.gain
--   from table actions where action_id = answer.action_id
-- trace cost_per_unit_with_in_kind:
--   sum(coalesce(cost_programme, 0) + coalesce(cost_partner_cash, 0) + coalesce(cost_partner_in_kind, 0)) / answer.gain
--   from table actions where action_id = answer.action_id
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column action: text, title of the joint action
-- column gain: number, of the unit, gained in the direction wanted; null when why says why
-- column cost_cash: amount in the currency, cost to the programme and partner cash of the action
-- column cost_in_kind: amount in the currency, worth of what partners gave the action in kind
-- column cost_per_unit: amount in the currency, cost_cash for one unit of gain; null when why says why
-- column cost_per_unit_with_in_kind: amount in the currency, cost_cash and cost_in_kind for one unit of gain; null when why
--   says why
-- column why: code, no_baseline when the change of a stock cannot be told, nothing_gained when nothing moved in the direction
--   wanted; else null
with costed as (
    select
        action_id, title, size, currency,
        coalesce(cost_programme, 0) + coalesce(cost_partner_cash, 0) as cost_cash,
        coalesce(cost_partner_in_kind, 0) as cost_in_kind
    from action_facts
    where
        network_id = $network
        and action_state(status, starts_on, ended_on, $data_date::date) = 'concluded'
        and coalesce(cost_programme, cost_partner_cash, cost_partner_in_kind) is not null
        and ($cities is null or list_has_any(cities, $cities))
        and ($partners is null or list_has_any(partners, $partners))
)

select
    found.indicator_id,
    costed.action_id,
    costed.title as action,
    costed.size,
    found.name_fr,
    found.name_en,
    found.unit,
    costed.currency,
    gain(found.value_kind, found.is_ascending, found.baseline, found.actual) as gain,
    costed.cost_cash,
    costed.cost_in_kind,
    costed.cost_cash / gain as cost_per_unit,
    (costed.cost_cash + costed.cost_in_kind) / gain as cost_per_unit_with_in_kind,
    case
        when gain is not null then null
        when needs_baseline(found.value_kind, found.is_ascending) and found.baseline is null then 'no_baseline'
        else 'nothing_gained'
    end as why
from costed
join achievements_now as found using (action_id)
where found.level = 'outcome' and found.value_kind in ('flow', 'stock') and found.actual is not null
order by costed.size, costed.title, costed.action_id, found.name_en, found.indicator_id
