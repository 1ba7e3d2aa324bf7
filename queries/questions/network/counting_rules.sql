-- meaning: The rules by which a network's figures are counted, and which of them differ from the default.
-- meaning_fr: Les règles d'après lesquelles les chiffres d'un réseau se calculent, et celles qui diffèrent de la valeur par défaut.
-- grain: one row per rule
-- grain_fr: une ligne par règle
-- counting: A network's own rule goes before that of every network, and that before the default.
-- counting_fr: La règle propre au réseau passe avant celle de tous les réseaux, et celle-ci avant la valeur par défaut.
-- source: Cadence's own convention
-- source_fr: convention propre à Cadence
-- trace value: coalesce(
--     any_value(value) filter (network_id = $network),
--     any_value(value) filter (network_id = '*'),
--     (select standing.value from default_rules as standing where standing.rule = answer.rule)
--   ) from table rules where rule = answer.rule and network_id in ($network, '*')
-- trace default_value: (select standing.value from default_rules as standing where standing.rule = answer.rule)
--   from table networks where network_id = $network
-- example: {"network": "astrolabe"}
-- column rule: code, as in the table rules
-- column value: number, of days, or of persons for small_cell: what holds for this network
-- column default_value: number, of days or persons: what holds where nobody said otherwise
-- column set_for: code, network (its own rule), everyone or default
-- column network_id: code, under which the rule stands in the table rules; null for a default
select
    default_rules.rule,
    coalesce(own.value, common.value, default_rules.value)::integer as value,
    default_rules.value::integer as default_value,
    case when own.rule is not null then 'network' when common.rule is not null then 'everyone' else 'default' end as set_for,
    coalesce(own.network_id, common.network_id) as network_id
from default_rules
left join rules as own on own.network_id = $network and own.rule = default_rules.rule
left join rules as common on common.network_id = '*' and common.rule = default_rules.rule
order by default_rules.position
