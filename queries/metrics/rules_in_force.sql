-- meaning: What each rule of counting is worth for each network: its own value, that of every network, or the default.
-- meaning_fr: La valeur de chaque règle de calcul pour chaque réseau : la sienne, celle de tous les réseaux, ou celle par défaut.
-- grain: one row per network
-- grain_fr: une ligne par réseau
-- counting: behind_days is never less than on_plan_days.
-- counting_fr: behind_days n'est jamais inférieur à on_plan_days.
-- source: the table rules; defaults: data/contracts/codelists/rules.toml
-- source_fr: la table des règles ; valeurs par défaut : data/contracts/codelists/rules.toml
with held as (
    select networks.network_id, default_rules.rule, coalesce(own.value, common.value, default_rules.value)::integer as value
    from networks
    cross join default_rules
    left join rules as own on own.network_id = networks.network_id and own.rule = default_rules.rule
    left join rules as common on common.network_id = '*' and common.rule = default_rules.rule
)

select
    network_id,
    max(value) filter (rule = 'on_plan_days') as on_plan_days,
    max(value) filter (rule in ('behind_days', 'on_plan_days')) as behind_days,
    max(value) filter (rule = 'on_time_days') as on_time_days,
    max(value) filter (rule = 'due_soon_days') as due_soon_days,
    max(value) filter (rule = 'stalled_days') as stalled_days,
    max(value) filter (rule = 'silent_days') as silent_days,
    max(value) filter (rule = 'result_days') as result_days,
    max(value) filter (rule = 'funding_notice_days') as funding_notice_days,
    max(value) filter (rule = 'stale_export_days') as stale_export_days,
    max(value) filter (rule = 'small_cell') as small_cell
from held
group by network_id
