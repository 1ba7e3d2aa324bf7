-- An invented network of 100 cities, 500 partners and $activities activities over ten years, as staged tables.
-- The same numbers every time: everything is computed from row numbers.
create macro pick(list, n) as list[1 + (n % len(list))::bigint];
create macro mix(n, salt) as (hash(n * 31 + salt) % 1000003)::bigint;
create macro city(n) as 'city-' || lpad((n % 100)::varchar, 3, '0');
create macro partner(n) as 'partner-' || lpad((n % 500)::varchar, 3, '0');

create table networks as
select 'bench' as network_id, 'Bench (invented)' as name, 'Invented Fund' as funder, date '2016-01-01' as starts_on,
    date '2025-06-30' as funding_ends_on, 'EUR' as currency, 2 as _line;

create table phases as
select 'phase-' || i as phase_id, 'bench' as network_id, i + 1 as position, 'Étape ' || i as name_fr,
    'Phase ' || i as name_en, date '2016-01-01' + (i * 900)::integer as starts_on,
    date '2016-01-01' + (i * 900 + 899)::integer as ends_on, i + 2 as _line
from range(4) t(i);

create table milestones as
select 'milestone-' || lpad(i::varchar, 2, '0') as milestone_id, 'phase-' || (i // 3) as phase_id, i + 1 as position,
    'Jalon ' || i as name_fr, 'Milestone ' || i as name_en, (1 + i % 3)::double as weight, i + 2 as _line
from range(12) t(i);

create table cities as
select city(i) as city_id, 'bench' as network_id, 'City ' || i as name,
    pick(['SN', 'CI', 'BJ', 'TG', 'GH', 'NG', 'CM', 'KE', 'MA', 'TN'], i) as country,
    (mix(i, 1) % 60 - 25)::double as latitude, (mix(i, 2) % 60 - 15)::double as longitude,
    10000 + mix(i, 3) as population, pick(['fr', 'en', 'pt'], i) as language,
    pick(['markets', 'waste', 'mobility', 'land'], i) as theme, date '2016-01-01' + (i % 60)::integer as joined_on,
    case when i % 50 = 49 then date '2020-03-01' end as left_on, i + 2 as _line
from range(100) t(i);

create table progress as
select city(c) as city_id, 'milestone-' || lpad(m::varchar, 2, '0') as milestone_id,
    date '2016-06-01' + (m * 290 + c % 40)::integer as baseline_on,
    case when mix(c * 12 + m, 4) % 10 < 8 and m < 11
        then date '2016-06-01' + (m * 290 + mix(c * 12 + m, 5) % 200)::integer end as done_on,
    row_number() over () + 1 as _line
from range(100) t(c), range(12) u(m);

create table pauses as
select city(i * 7) as city_id, date '2020-03-15' as starts_on, date '2020-09-15' as ends_on, 'shock' as reason,
    i % 3 <> 0 as is_agreed, i + 2 as _line
from range(12) t(i);

create table checkins as
select city(i) as city_id, date '2016-02-01' + (i // 100 * 60)::integer as held_on, 4 as sessions_due,
    mix(i, 6) % 5 as sessions_attended, mix(i, 7) % 40 = 0 as is_asking_for_help, i + 2 as _line
from range(6000) t(i);

create table needs as
select city(i // 4) as city_id, pick(['expertise', 'funding', 'audience', 'convening', 'data_tools', 'delivery'], i) as role,
    1 + i % 3 as priority, date '2017-01-01' + (i % 300)::integer as expressed_on, i + 2 as _line
from range(400) t(i);

create table partners as
select partner(i) as partner_id, 'Partner ' || i as name,
    pick(['public', 'local_government', 'academia', 'ngo', 'foundation', 'private', 'media'], i) as sector,
    pick(['SN', 'CI', 'FR', 'GH', 'NG', 'KE', 'MA'], i) as country,
    date '2016-02-01' + (i * 3)::integer as first_contact_on, i + 2 as _line
from range(500) t(i);

create table partnerships as
select 'strand-' || i as partnership_id, partner(i) as partner_id, 'bench' as network_id,
    case when i % 5 > 0 then city(i // 5) end as city_id,
    pick(['expertise', 'funding', 'audience', 'convening', 'data_tools', 'delivery'], i) as role,
    pick(['one_off_speaker', 'event_cohost', 'series_partner', 'delivery_partner', 'whole_duration'], i) as typology,
    pick(['amplify', 'fund', 'exchange_learn'], i) as purpose, date '2016-06-01' + (i * 3)::integer as planned_on,
    'cooperating' as target_stage, date '2016-07-01' + (i * 3 + mix(i, 8) % 120)::integer as starts_on,
    case when i % 4 = 0 then date '2025-12-31' end as ends_on, i % 6 = 0 as is_planned_after_funding,
    1 + i % 4 as values_fit, 1 + i % 3 as priorities_fit, i + 2 as _line
from range(800) t(i);

create table stages as
select 'strand-' || p as partnership_id, date '2016-03-01' + (p * 3 + s * 90)::integer as entered_on,
    pick(['identified', 'contacted', 'networking', 'coordinating', 'cooperating'], s) as stage,
    row_number() over () + 1 as _line
from range(800) t(p), range(5) u(s)
where s <= 1 + mix(p, 9) % 4;

create table activities as
select 'activity-' || lpad(i::varchar, 8, '0') as activity_id, 'bench' as network_id, least(date '2016-01-04' + (i * 3640 // $activities)::integer + (mix(i, 10) % 20)::integer, date '2025-12-31') as held_on,
    pick(['joint_session', 'external_event', 'joint_communication', 'peer_exchange', 'expert_input', 'network_meeting'],
        mix(i, 11)) as kind,
    'Session ' || i || ' of the series on ' || pick(['waste', 'markets', 'mobility', 'land'], i) as title,
    pick(['on_site', 'online', 'hybrid'], mix(i, 12)) as format, pick(['programme', 'partner', 'city'], mix(i, 13)) as hosted_by,
    case mix(i, 14) % 4 when 0 then null when 1 then [partner(mix(i, 15))]
        when 2 then [partner(mix(i, 15)), partner(mix(i, 15) + 1 + mix(i, 16) % 5)] else [partner(mix(i, 15) * 7)] end as partners,
    case mix(i, 17) % 3 when 0 then [city(mix(i, 18))] when 1 then [city(mix(i, 18)), city(mix(i, 18) + 1 + mix(i, 19) % 4)]
        end as cities,
    pick(['fr', 'en', 'pt'], i) as language, 1 + mix(i, 20) % 4 as usefulness, i + 2 as _line
from range($activities) t(i);

create table audience as
select 'activity-' || lpad(a::varchar, 8, '0') as activity_id,
    pick(['city_staff', 'partner_public', 'residents', 'professionals', 'elected'], a + s * 2) as segment,
    pick(['on_site', 'online_live', 'media'], mix(a, 21) + s) as channel, 5 + mix(a * 2 + s, 22) % 90 as persons,
    case when mix(a, 23) % 3 > 0 then mix(a * 2 + s, 22) % 5 end as new_persons,
    pick(['sign_in', 'platform_count', 'estimate'], a) as method, a * 2 + s + 2 as _line
from range($activities) t(a), range(2) u(s)
where s = 0 or a % 2 = 0;

create table actions as
select 'action-' || i as action_id, 'bench' as network_id, 'Action ' || i as title, [partner(i), partner(i * 3 + 1)] as partners,
    [city(i)] as cities, case when i % 3 = 2 then 'scaled' else 'small_test' end as size,
    case when i % 3 = 2 then 'action-' || (i - 2) end as grew_from,
    case when i < 240 then 'closed' else 'implementation' end as status, date '2017-01-01' + (i * 9)::integer as planned_start_on,
    date '2017-06-01' + (i * 9)::integer as planned_end_on, date '2017-01-15' + (i * 9)::integer as starts_on,
    case when i < 240 then date '2017-07-01' + (i * 9)::integer end as ends_on,
    case when i % 2 = 0 and i < 240 then pick(['scale', 'repeat', 'stop'], i) end as decision,
    case when i % 2 = 0 and i < 240 then date '2017-08-01' + (i * 9)::integer end as decided_on,
    (1000 + i * 10)::double as cost_programme, (200 + i)::double as cost_partner_cash, 'EUR' as currency, i + 2 as _line
from range(300) t(i);

create table indicators as
select 'indicator-' || i as indicator_id, 'action-' || (i // 2) as action_id, 'Mesure ' || i as name_fr, 'Measure ' || i as name_en,
    pick(['output', 'outcome'], i) as level, 'persons' as unit, true as is_ascending, pick(['flow', 'stock'], i) as value_kind,
    0.0::double as baseline, (50 + i % 50)::double as target, date '2018-01-01' + (i * 4)::integer as target_on, ['11'] as sdgs,
    i + 2 as _line
from range(600) t(i);

create table results as
select 'indicator-' || i as indicator_id, date '2017-06-30' + (i * 4 + k * 90)::integer as period_ends_on,
    (mix(i * 4 + k, 24) % 60)::double as actual, 'document' as evidence_grade, row_number() over () + 1 as _line
from range(600) t(i), range(4) u(k);

create table events as
select 'event-' || i as event_id, 'bench' as network_id, date '2016-06-01' + (i * 350)::integer as starts_on,
    'Événement ' || i as name_fr, 'Event ' || i as name_en, 'network_event' as kind, i + 2 as _line
from range(10) t(i);

create table decisions as
select date '2018-01-01' + i::integer as decided_on, 'city' as subject, city(i) as subject_id,
    pick(['continue', 'support', 'replan'], i) as decision, i + 2 as _line
from range(200) t(i);

create table rules (network_id varchar, rule varchar, value double, _line integer);
