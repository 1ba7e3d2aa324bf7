-- meaning: What the published tables of a network can say by the data date: each thing a figure needs, the tables it comes
--   from, and whether anything of it can be judged.
-- meaning_fr: Ce que les tables publiées d'un réseau permettent de dire à la date des données : chaque élément dont un chiffre
--   a besoin, les tables dont il vient, et si l'on peut en juger.
-- grain: one row per thing
-- grain_fr: une ligne par élément
-- formula: unpublished: a table it comes from holds no row of the network; unjudgeable: each holds some, and none of the n
--   cases can be judged; known: at least one can
-- formula_fr: unpublished : une des tables dont il vient ne contient aucune ligne du réseau ; unjudgeable : chacune en contient,
--   mais aucun des n cas ne peut être jugé ; known : au moins un peut l'être
-- counting: Rows of every day say whether a table is published, those up to the data date what can be judged.
-- counting_fr: Les lignes de toute date disent si une table est publiée, celles d'ici à la date des données ce dont on peut juger.
-- source: Cadence's own convention
-- source_fr: convention propre à Cadence
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column thing: code, of a whole table, or of what must stand in one
-- column tables: list of codes, the tables it comes from, parents first
-- column unpublished: list of codes, those of them without a row of the network; an empty list when all have one
-- column n: count of cases, that could be judged: cities, partners, partnerships, activities, actions or indicators;
--   rows of the table where the thing is a whole table
-- column found: count of cases, of those that can be judged
-- column state: code, unpublished, unjudgeable or known
with published as (
    from rows_published($network)
),

empty as (
    select coalesce(list(table_name), []) as names
    from published
    where n = 0
),

held as (
    select *
    from activity_facts
    where network_id = $network and held_on <= $data_date::date
),

begun as (
    select *, action_state(status, starts_on, ended_on, $data_date::date) as state
    from action_facts
    where network_id = $network
),

judged (thing, tables, n, found) as (
    select 'members', ['cities'], count(*), (select count(*) from members_now where is_member)
    from cities
    where network_id = $network
    union all
    select 'coordinates', ['cities'], count(*), count(latitude + longitude)
    from members_now
    join cities using (city_id)
    where is_member
    union all
    select 'plan', ['milestones', 'progress'], count(*), count(*) filter (coalesce(pace_why, '') <> 'no_plan')
    from pace_now
    where joined_on <= $data_date::date and not has_left
    union all
    select 'pace', ['milestones', 'progress'], count(*), count(sv_days)
    from pace_now
    where joined_on <= $data_date::date and not has_left
    union all
    select 'forecast', ['milestones', 'progress'], count(sv_days), count(forecast_end_trend_on) filter (status <> 'completed')
    from pace_now
    where joined_on <= $data_date::date and not has_left
    union all
    select 'sessions', ['checkins'], count(*), count(*) filter (sessions_due > 0 and sessions_attended is not null)
    from checkins
    join cities using (city_id)
    where network_id = $network and held_on <= $data_date::date
    union all
    select 'expressed_needs', ['needs'], count(*), (select count(*) from needs_now)
    from needs
    join cities using (city_id)
    where network_id = $network
    union all
    select 'begun_partnerships', ['partnerships'], count(*), count(*) filter (has_started)
    from partnerships_now
    union all
    select 'partnerships_under_way', ['partnerships'], count(*) filter (has_started), count(*) filter (is_under_way)
    from partnerships_now
    union all
    select 'entered_stages', ['partnerships', 'stages'], count(*), count(stage)
    from partnerships_now
    union all
    select 'common_ground', ['partnerships', 'stages'], count(distinct partner_id) filter (highest is not null),
        count(distinct partner_id) filter (common_ground_on is not null)
    from partnerships_now
    union all
    select 'planned_starts', ['partnerships'], count(*), count(planned_on)
    from partnerships_now
    union all
    select 'ratings', ['partnerships'], count(*), count(coalesce(values_fit, priorities_fit, willingness))
    from partnerships_now
    union all
    select 'agreements', ['partnerships'], count(*), count(agreement)
    from partnerships_now
    union all
    select 'usefulness', ['activities'], count(*), (
        select count(*)
        from held_by($network, $data_date, null, null, null, null, null, null)
        where usefulness is not null
    )
    from held
    union all
    select 'funding_end', ['networks'], count(*), count(funding_ends_on)
    from networks
    where network_id = $network
    union all
    select 'held_activities', ['activities'], count(*), count(*) filter (held_on <= $data_date::date)
    from activity_facts
    where network_id = $network
    union all
    select 'communications', ['activities'], count(*), count(*) filter (kind = 'joint_communication')
    from held
    union all
    select 'counts', ['activities', 'audience'], count(*), count(engagements)
    from held
    union all
    select 'persons', ['activities', 'audience'], count(*), count(*) filter (engagements > 0)
    from held
    union all
    select 'new_persons', ['activities', 'audience'], count(engagements), count(*) filter (persons_with_new > 0)
    from held
    union all
    select 'persons_with_partners', ['partners', 'activities', 'audience'], count(*),
        count(*) filter (engagements > 0 and partner_set is not null)
    from held
    union all
    select 'partner_countries', ['partners'], count(*), count(country)
    from partners
    union all
    select 'dated_actions', ['actions'], count(*), count(coalesce(starts_on, planned_start_on))
    from begun
    union all
    select 'begun_actions', ['actions'], count(*), count(*) filter (state in ('running', 'concluded', 'suspended'))
    from begun
    union all
    select 'scaled_actions', ['actions'], count(*),
        count(*) filter (size = 'scaled' and state in ('running', 'concluded', 'suspended'))
    from begun
    union all
    select 'ended_tests', ['actions'], count(*), count(*) filter (size = 'small_test' and state = 'concluded')
    from begun
    union all
    select 'costs', ['actions'], count(*), count(*) filter (cost_programme > 0)
    from begun
    where starts_on <= $data_date::date and state <> 'cancelled'
    union all
    select 'outcome_costs', ['actions', 'indicators', 'results'], count(*),
        count(coalesce(cost_programme, cost_partner_cash, cost_partner_in_kind))
    from begun
    where state = 'concluded'
    union all
    select 'judged_indicators', ['indicators', 'results'], count(*), count(is_at_target)
    from achievements_now
    union all
    -- A whole table, judged by its rows alone.
    select table_name, [table_name], n, n
    from published
)

select
    thing,
    tables,
    list_filter(tables, lambda one: list_contains(empty.names, one)) as unpublished,
    n,
    found,
    case when len(unpublished) > 0 then 'unpublished' when found = 0 then 'unjudgeable' else 'known' end as state
from judged, empty
order by thing
