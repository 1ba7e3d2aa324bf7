-- meaning: What the published tables of a network can say by the data date: each thing a figure needs, the tables it
--       comes from, and whether anything of it can be judged.
-- meaning_fr: Ce que les tables publiées d'un réseau permettent de dire à la date des données : chaque élément dont
--       un chiffre a besoin, les tables dont il vient, et si l'on peut en juger.
-- grain: one row per thing
-- grain_fr: une ligne par élément
-- formula: unpublished: a table it comes from holds no row of the network; unjudgeable: each holds some,
--       and none of the n cases can be judged; known: at least one can
-- formula_fr: unpublished : une des tables dont il vient ne contient aucune ligne du réseau ; unjudgeable : chacune
--       en contient, mais aucun des n cas ne peut être jugé ; known : au moins un peut l'être
-- counting: Rows of every day say whether a table is published, those up to the data date what can be judged.
-- counting_fr: Les lignes de toute date disent si une table est publiée, celles d'ici à la date des données ce dont
--       on peut juger.
-- source: Cadence's own convention
-- source_fr: convention propre à Cadence
-- trace n: case answer.thing  when 'members' then (select count(*) from cities)  when 'coordinates'
--       then (select count(*) filter (joined_on <= $data_date and coalesce(left_on > $data_date, true))
--       from cities)  when 'plan' then (select count(*) from rows_of_city_pace)  when 'pace'
--       then (select count(*) from rows_of_city_pace)  when 'forecast' then (select count(sv_days)
--       from rows_of_city_pace)  when 'sessions' then (select count(*) from checkins)  when 'expressed_needs'
--       then (select count(*) from needs)  when 'begun_partnerships' then (select count(*)
--       from partnerships)  when 'partnerships_under_way' then (select count(*)
--       filter (starts_on <= known_day($network, 'partnerships', $data_date))
--       from partnerships)  when 'entered_stages' then (select count(*)
--       from partnerships)  when 'common_ground' then (select count(distinct partner_id)
--       filter (highest_level(partnership_id, $data_date) is not null)
--       from partnerships)  when 'planned_starts' then (select count(*) from partnerships)  when 'ratings'
--       then (select count(*) from partnerships)  when 'agreements' then (select count(*) from partnerships)
--       when 'usefulness' then (select count(*) filter (held_on <= told_until($network, 'activities'))
--       from activities)  when 'funding_end' then (select count(*) from networks)  when 'held_activities' then (
--       select count(*) filter (held_on <= told_until($network, 'activities')) from activities)  when 'communications'
--       then (select count(*) filter (held_on <= known_day($network, 'activities', $data_date)) from activities)  when 'counts'
--       then (select count(*) filter (held_on <= known_day($network, 'activities', $data_date)) from activities)  when 'persons'
--       then (select count(*) filter (held_on <= known_day($network, 'activities', $data_date)) from activities)  when 'new_persons'
--       then (select count(*) filter (held_on <= known_day($network, 'activities', $data_date) and activity_id in (select activity_id
--       from audience)) from activities)  when 'persons_with_partners' then (select count(*)
--       filter (held_on <= known_day($network, 'activities', $data_date)) from activities)  when 'partner_countries' then (select count(*)
--       from partners)  when 'dated_actions' then (select count(*) from actions)  when 'begun_actions'
--       then (select count(*) from actions)  when 'scaled_actions' then (select count(*)
--       from actions)  when 'small_tests' then (select count(*) from actions)
--       when 'ended_tests' then (select count(*) from actions)  when 'costs'
--       then (select count(*) filter (starts_on <= known_day($network, 'actions', $data_date)
--       and state_known(status, starts_on, ends_on, planned_end_on, $network, $data_date) <> 'cancelled')
--       from actions)  when 'outcome_costs' then (select count(*)
--       filter (state_known(status, starts_on, ends_on, planned_end_on, $network, $data_date) = 'concluded')
--       from actions)  when 'judged_indicators' then (select count(*)
--       from rows_of_achievement)  when 'networks' then (select count(*) from networks)  when 'phases'
--       then (select count(*) from phases)  when 'milestones' then (select count(*)
--       from milestones)  when 'cities' then (select count(*) from cities)  when 'partners'
--       then (select count(*) from partners)  when 'progress' then (select count(*)
--       from progress)  when 'pauses' then (select count(*) from pauses)  when 'checkins' then (select count(*)
--       from checkins)  when 'needs' then (select count(*) from needs)  when 'partnerships'
--       then (select count(*) from partnerships)  when 'stages' then (select count(*)
--       from stages)  when 'actions' then (select count(*) from actions)  when 'activities'
--       then (select count(*) from activities)  when 'audience' then (select count(*)
--       from audience)  when 'indicators' then (select count(*) from indicators)  when 'results'
--       then (select count(*) from results)  when 'events' then (select count(*) from events)  when 'decisions'
--       then (select count(*) from decisions)  when 'commitments' then (select count(*) from commitments)
--   end
-- trace found: case answer.thing  when 'members' then (select count(*) filter (joined_on <= $data_date
--       and coalesce(left_on > $data_date, true)) from cities)  when 'coordinates'
--       then (select count(latitude + longitude) filter (joined_on <= $data_date
--       and coalesce(left_on > $data_date, true)) from cities)  when 'plan'
--       then (select count(distinct city_id) from rows_of_journey_grid)  when 'pace'
--       then (select count(sv_days) from rows_of_city_pace)  when 'forecast'
--       then (select count(forecast_end_trend_on) filter (status <> 'completed')
--       from rows_of_city_pace)  when 'sessions' then (
--       select count(*) filter (sessions_due > 0 and sessions_attended is not null) from checkins)  when 'expressed_needs' then (select count(*)
--       from rows_of_role_coverage)  when 'begun_partnerships' then (select count(*)
--       filter (starts_on <= known_day($network, 'partnerships', $data_date)) from partnerships)  when 'partnerships_under_way' then (select count(*)
--       filter (was_under_way(partnership_id, starts_on, ends_on, known_day($network, 'partnerships', $data_date)))
--       from partnerships)  when 'entered_stages' then (select count(stage_on(partnership_id, $data_date))
--       from partnerships)  when 'common_ground' then (select count(distinct partner_id)
--       filter (highest_level(partnership_id, $data_date) >= rung('stage', 'common_ground'))
--       from partnerships)  when 'planned_starts' then (select count(planned_on)
--       from partnerships)  when 'ratings'
--       then (select count(coalesce(values_fit, priorities_fit, willingness))
--       from partnerships)  when 'agreements' then (select count(agreement) from partnerships)
--       when 'usefulness' then (select count(usefulness) filter (held_on <= known_day($network, 'activities', $data_date))
--       from activities)  when 'funding_end' then (select count(funding_ends_on)
--       from networks)  when 'held_activities' then (select count(*) filter (held_on <= known_day($network, 'activities', $data_date))
--       from activities)  when 'communications' then (select count(*) filter (held_on <= known_day($network, 'activities', $data_date)
--       and kind = 'joint_communication') from activities)  when 'counts' then (select count(*)
--       filter (held_on <= known_day($network, 'activities', $data_date) and activity_id in (select activity_id from audience))
--       from activities)  when 'persons' then (select count(*) filter (held_on <= known_day($network, 'activities', $data_date)
--       and persons_at(activity_id) > 0) from activities)  when 'new_persons' then (select count(*)
--       filter (held_on <= known_day($network, 'activities', $data_date) and asked_at(activity_id) > 0)
--       from activities)  when 'persons_with_partners' then (select count(*) filter (held_on <= known_day($network, 'activities', $data_date)
--       and persons_at(activity_id) > 0 and len(partners) > 0) from activities)  when 'partner_countries'
--       then (select count(country) from partners)  when 'dated_actions'
--       then (select count(coalesce(starts_on, planned_start_on)) from actions)  when 'begun_actions'
--       then (select count(*)
--       filter (state_known(status, starts_on, ends_on, planned_end_on, $network, $data_date) in ('running',
--       'concluded', 'suspended')) from actions)  when 'scaled_actions' then (select count(*)
--       filter (size = 'scaled'
--       and state_known(status, starts_on, ends_on, planned_end_on, $network, $data_date) in ('running',
--       'concluded', 'suspended')) from actions)  when 'small_tests' then (select count(*)
--       filter (size = 'small_test') from actions)  when 'ended_tests' then (select count(*)
--       filter (size = 'small_test'
--       and state_known(status, starts_on, ends_on, planned_end_on, $network, $data_date) = 'concluded')
--       from actions)  when 'costs' then (select count(*) filter (starts_on <= known_day($network, 'actions', $data_date)
--       and state_known(status, starts_on, ends_on, planned_end_on, $network, $data_date) <> 'cancelled'
--       and cost_programme > 0) from actions)  when 'outcome_costs'
--       then (select count(coalesce(cost_programme, cost_partner_cash, cost_partner_in_kind))
--       filter (state_known(status, starts_on, ends_on, planned_end_on, $network, $data_date) = 'concluded')
--       from actions)  when 'judged_indicators' then (select count(is_at_target)
--       from rows_of_achievement)  when 'networks' then (select count(*) from networks)  when 'phases'
--       then (select count(*) from phases)  when 'milestones' then (select count(*)
--       from milestones)  when 'cities' then (select count(*) from cities)  when 'partners'
--       then (select count(*) from partners)  when 'progress' then (select count(*)
--       from progress)  when 'pauses' then (select count(*) from pauses)  when 'checkins' then (select count(*)
--       from checkins)  when 'needs' then (select count(*) from needs)  when 'partnerships'
--       then (select count(*) from partnerships)  when 'stages' then (select count(*)
--       from stages)  when 'actions' then (select count(*) from actions)  when 'activities'
--       then (select count(*) from activities)  when 'audience' then (select count(*)
--       from audience)  when 'indicators' then (select count(*) from indicators)  when 'results'
--       then (select count(*) from results)  when 'events' then (select count(*) from events)  when 'decisions'
--       then (select count(*) from decisions)  when 'commitments' then (select count(*) from commitments)
--   end
-- mark networks: answer.thing in ('networks', 'funding_end') and network_id = $network
-- mark phases: answer.thing = 'phases' and network_id = $network
-- mark milestones: answer.thing = 'milestones' and phase_id in (select p.phase_id
--       from phases as p where p.network_id = $network)
-- mark cities: answer.thing in ('cities', 'members', 'coordinates') and network_id = $network
-- mark partners: answer.thing in ('partners', 'partner_countries')
--   and partner_id in (select p.partner_id from partners_of($network) as p)
-- mark progress: answer.thing = 'progress' and city_id in (select c.city_id
--       from cities as c where c.network_id = $network)
-- mark pauses: answer.thing = 'pauses' and city_id in (select c.city_id
--       from cities as c where c.network_id = $network)
-- mark checkins: (answer.thing = 'checkins' or (answer.thing = 'sessions'
--       and held_on <= known_of_city($network, 'checkins', city_id, $data_date)))
--       and city_id in (select c.city_id from cities as c where c.network_id = $network)
-- mark commitments: answer.thing = 'commitments' and city_id in (select c.city_id
--       from cities as c where c.network_id = $network)
-- mark needs: answer.thing in ('needs', 'expressed_needs') and city_id in (select c.city_id
--       from cities as c where c.network_id = $network)
-- mark partnerships: answer.thing in ('partnerships', 'begun_partnerships', 'partnerships_under_way', 'entered_stages',
--       'common_ground', 'planned_starts', 'ratings', 'agreements') and network_id = $network
-- mark stages: (answer.thing = 'stages' or (entered_on <= told_until($network, 'stages')
--       and answer.thing in ('partnerships_under_way', 'entered_stages', 'common_ground')))
--       and partnership_id in (select p.partnership_id from partnerships as p where p.network_id = $network)
-- mark actions: answer.thing in ('actions', 'dated_actions', 'begun_actions', 'scaled_actions',
--       'small_tests', 'ended_tests', 'costs', 'outcome_costs') and network_id = $network
-- mark activities: answer.thing in ('activities', 'held_activities', 'communications', 'counts', 'persons',
--       'new_persons', 'persons_with_partners', 'usefulness') and network_id = $network
-- mark audience: answer.thing in ('audience', 'counts', 'persons', 'new_persons', 'persons_with_partners')
--       and activity_id in (select a.activity_id from activities as a where a.network_id = $network)
-- mark indicators: answer.thing = 'indicators' and action_id in (select a.action_id
--       from actions as a where a.network_id = $network)
-- mark results: answer.thing = 'results' and indicator_id in (select i.indicator_id
--       from indicators as i where i.action_id in (select a.action_id
--       from actions as a where a.network_id = $network))
-- mark events: answer.thing = 'events' and network_id = $network
-- mark decisions: answer.thing = 'decisions' and subject_id in (select c.city_id
--       from cities as c where c.network_id = $network union all select p.partnership_id
--       from partnerships as p where p.network_id = $network union all select a.action_id
--       from actions as a where a.network_id = $network)
-- mark role_coverage: answer.thing = 'expressed_needs'
-- mark achievement: answer.thing = 'judged_indicators'
-- mark city_pace: answer.thing in ('plan', 'pace', 'forecast') and city_id in (select c.city_id
--       from cities as c where c.joined_on <= $data_date and coalesce(c.left_on > $data_date, true))
-- mark journey_grid: answer.thing = 'plan' and city_id in (select c.city_id
--       from cities as c where c.joined_on <= $data_date and coalesce(c.left_on > $data_date, true))
-- planned: counted
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column thing: code, of a whole table, or of what must stand in one
-- column tables: list of codes, the tables it comes from, parents first
-- column unpublished: list of codes, those of them without a row of the network; an empty list when all have one
-- column n: count of cases, that could be judged: cities, partners, partnerships, activities, actions or indicators;
--       rows of the table where the thing is a whole table
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
    join known_cities('checkins') as known using (city_id)
    where network_id = $network and held_on <= least($data_date::date, known.facts_until)
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
    from partners_of($network)
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
    select 'small_tests', ['actions'], count(*), count(*) filter (size = 'small_test')
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
