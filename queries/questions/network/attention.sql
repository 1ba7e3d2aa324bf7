-- meaning: What asks for somebody's attention now: one line per subject and reason, the most pressing first.
-- meaning_fr: Ce qui demande l'attention de quelqu'un maintenant : une ligne par sujet et par raison, le plus pressant d'abord.
-- grain: one row per subject and reason
-- grain_fr: une ligne par sujet et par raison
-- formula: Order: act (a city or its people may be lost), then decide, then check; within each the longest wait first.
--   days counts from since to the data date; negative days lie ahead.
-- formula_fr: Ordre : agir (une ville peut se perdre), puis décider, puis vérifier ; dans chaque rang, l'attente la plus longue
--   d'abord. days compte de since à la date des données ; un nombre négatif est à venir.
-- counting: A reminder, never a verdict. Thresholds are rules. Only what was known on the data date counts, except that an
--   action's status and plans carry no date. A city's active partner has a partnership
--   with that very city that is under way and not silent.
-- counting_fr: Un rappel, jamais un verdict. Les seuils sont des règles. Seul compte ce qui était connu à la date des données,
--   sauf que le statut et les prévisions d'une action ne sont pas datés. Une ville a un partenaire actif quand un partenariat
--   conclu avec elle-même est en cours et non silencieux.
-- source: Cadence's own convention
-- source_fr: convention propre à Cadence
-- trace position: (
--     select count(*) from answer as other where
--     (list_position(['act', 'decide', 'check'], other.urgency), coalesce(-other.days, 999999), other.item, other.name,
--       other.subject_id)
--     <= (list_position(['act', 'decide', 'check'], answer.urgency), coalesce(-answer.days, 999999), answer.item,
--       answer.name, answer.subject_id)
--   )
-- trace days: $data_date - case answer.item
--     when 'city_stalled' then coalesce(
--       last_sign(answer.subject_id, $data_date), (select joined_on from cities where city_id = answer.subject_id))
--     when 'close_down_due' then least(
--       (select min(awaited_on) from rows_of_journey_grid where state = 'overdue'),
--       (select max(held_on) from checkins where is_asking_for_help))
--     when 'need_unmet' then (select min(expressed_on) from needs)
--     when 'city_without_partner' then coalesce(
--       (select greatest(
--         max(greatest(starts_on, last_together($network, partner_id, city_id, $data_date)))
--           filter (was_under_way(partnership_id, starts_on, ends_on, $data_date)),
--         max(least(ends_on, if(stage_on(partnership_id, $data_date) = 'closed',
--             stage_since(partnership_id, $data_date), null)))
--           filter (not was_under_way(partnership_id, starts_on, ends_on, $data_date))) from partnerships),
--       (select joined_on from cities))
--     when 'milestone_overdue' then (select min(awaited_on) from rows_of_journey_grid where state = 'overdue')
--     when 'milestone_due_soon' then (
--       select min(coalesce(planned_on, awaited_on)) from rows_of_journey_grid where state = 'due_soon')
--     when 'commitment_overdue' then (select min(due_on) from commitments)
--     when 'partnership_silent' then (
--       select greatest(any_value(starts_on), (select max(held_on) from activities)) from partnerships)
--     when 'partnership_late' then (select planned_on from partnerships)
--     when 'partnership_ends_with_funding' then (select ends_on from partnerships)
--     when 'test_undecided' then (select action_end(status, ends_on, planned_end_on) from actions)
--     when 'action_past_end' then (select planned_end_on from actions)
--     when 'indicator_without_value' then (
--       select min(since) from quiet_ones($network, $data_date))
--     when 'export_stale' then (
--       select max(day) from (
--         select done_on as day from progress union all select held_on from checkins
--         union all select held_on from activities union all select period_ends_on from results))
--   end
-- trace n: case answer.item
--     when 'city_stalled' then counted_to(answer.subject_id, $data_date) - coalesce(
--       last_sign(answer.subject_id, $data_date), (select joined_on from cities where city_id = answer.subject_id))
--     when 'close_down_due' then (
--       select (count(*) filter (state = 'overdue') >= 2)::integer from rows_of_journey_grid) + (
--       select coalesce(attendance(sessions_due, sessions_attended) < 0.5, false)::integer
--       + coalesce(bool_or(is_asking_for_help), false)::integer from checkins)
--     when 'need_unmet' then (select count(*) from needs)
--     when 'city_without_partner' then (select count(*) from partnerships)
--     when 'milestone_overdue' then (select count(*) from rows_of_journey_grid where state = 'overdue')
--     when 'milestone_due_soon' then (select count(*) from rows_of_journey_grid where state = 'due_soon')
--     when 'commitment_overdue' then (select count(*) from commitments)
--     when 'indicator_without_value' then (select count(*) from quiet_ones($network, $data_date))
--   end
-- mark journey_grid: city_id = answer.subject_id and ((answer.item in ('close_down_due', 'milestone_overdue')
--   and state = 'overdue') or (answer.item = 'milestone_due_soon' and state = 'due_soon'))
-- mark progress: (answer.item = 'city_stalled' and city_id = answer.subject_id
--   and done_on <= $data_date) or (answer.item = 'export_stale' and answer.subject_id = 'progress'
--   and done_on <= $data_date and city_id in (select c.city_id from cities as c where c.network_id = $network))
-- mark commitments: answer.item = 'commitment_overdue' and city_id = answer.subject_id and due_on < $data_date
--   and made_on <= $data_date and coalesce(done_on > $data_date, true)
-- mark checkins: (answer.item = 'city_stalled' and city_id = answer.subject_id
--   and held_on <= $data_date) or (answer.item = 'close_down_due' and city_id = answer.subject_id
--   and is_recent(held_on, 6, 'checkins', answer.subject_id, $data_date)) or (answer.item = 'export_stale'
--   and answer.subject_id = 'checkins' and held_on <= $data_date
--   and city_id in (select c.city_id from cities as c where c.network_id = $network))
-- mark cities: answer.item in ('city_stalled', 'city_without_partner', 'close_down_due')
--   and city_id = answer.subject_id
-- mark partnerships: (answer.subject = 'partnership'
--   and partnership_id = answer.subject_id) or (answer.item = 'city_without_partner'
--   and city_id = answer.subject_id and starts_on <= $data_date)
-- mark stages: answer.item = 'city_without_partner'
--   and partnership_id in (select p.partnership_id from partnerships as p where p.city_id = answer.subject_id)
-- mark actions: answer.subject = 'action' and action_id = answer.subject_id
-- mark indicators: answer.item = 'indicator_without_value' and action_id = answer.subject_id
-- mark results: (answer.item = 'indicator_without_value' and period_ends_on <= $data_date
--   and indicator_id in (select i.indicator_id from indicators as i where i.action_id = answer.subject_id))
--   or (answer.item = 'export_stale' and answer.subject_id = 'results' and period_ends_on <= $data_date
--   and (actual is not null or numerator is not null)
--   and indicator_id in (select i.indicator_id from indicators as i join actions as a using (action_id) where
--   a.network_id = $network))
-- mark rules: answer.item = 'indicator_without_value' and rule = 'result_days' and network_id in ($network, '*')
-- mark needs: answer.item = 'need_unmet' and city_id = answer.subject_id and priority = 1
--   and expressed_on <= $data_date and coalesce(met_on > $data_date, true)
--   and role not in (select p.role from partnerships as p where p.network_id = $network
--   and (p.city_id = answer.subject_id or p.city_id is null)
--   and was_under_way(p.partnership_id, p.starts_on, p.ends_on, $data_date))
-- mark activities: held_on <= $data_date and ((answer.item = 'city_stalled'
--   and list_contains(cities, answer.subject_id)) or (answer.item = 'city_without_partner' and network_id = $network
--   and list_contains(cities, answer.subject_id)) or (answer.item = 'partnership_silent'
--   and network_id = $network and list_contains(partners, answer.opens_id)
--   and ((select p.city_id from partnerships as p where p.partnership_id = answer.subject_id) is null
--   or list_contains(cities, (select p.city_id from partnerships as p where p.partnership_id = answer.subject_id))))
--   or (answer.item = 'export_stale' and answer.subject_id = 'activities' and network_id = $network))
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column position: number, place in the list, 1 is the most pressing
-- column item: code, the reason: city_stalled, close_down_due, need_unmet, city_without_partner, milestone_overdue,
--   milestone_due_soon, commitment_overdue, partnership_silent, partnership_late, partnership_ends_with_funding, test_undecided,
--   action_past_end, indicator_without_value or export_stale
-- column urgency: code, act, decide or check
-- column subject: code, what it is about: city, partnership, action or export
-- column subject_id: code, of that city, partnership or action; the name of the table for an export
-- column opens_id: code, of what there is to open: the partner of a partnership, else subject_id
-- column opens: code, what that is: city, partner, action or export
-- column name: name, of the city, of the partner, of the action or of the exported table
-- column city: name, of the partnership's city; empty text for everything else and for the network as a whole
-- column since: date, from which the wait counts; ahead of the data date for what is still to come; null when no date
--   is known
-- column days: days, from since to the data date; negative when it lies ahead, null when since is
-- column n: number, of days without a sign (city_stalled), signs (close_down_due), needs, partnerships the city had
--   (city_without_partner), milestones, commitments or indicators; null for the other items
with day as (
    select $data_date::date as today, networks.funding_ends_on, rules.*
    from networks
    join rules_in_force as rules on rules.network_id = networks.network_id
    where networks.network_id = $network
),

chosen_cities as (
    select city_id, name
    from members_now
    where
        is_member
        and chosen($cities, city_id)
        and chosen($countries, country)
        and chosen($themes, theme)
),

chosen_partnerships as (
    select p.*, coalesce(chosen_cities.name, '') as city
    from partnerships_now as p
    left join chosen_cities on chosen_cities.city_id = p.city_id
    where
        -- Partnerships with the network as a whole belong to no chosen city.
        chosen_cities.city_id is not null
        or (p.city_id is null and not has_city_choice($cities, $countries, $themes))
),

chosen_actions as (
    select
        *,
        action_state(status, starts_on, ended_on, $data_date::date) as state,
        decision_at(taken, $data_date::date).decision as known_decision
    from action_facts
    where
        network_id = $network
        and (
            not has_city_choice($cities, $countries, $themes)
            or list_has_any(cities, (select list(city_id) from chosen_cities))
        )
),

steps as (
    select
        city_id,
        if(is_overdue, awaited_on, coalesce(planned_on, awaited_on)) as due_on,
        step_state(
            is_done, done_by, is_dropped, false, is_overdue, baseline_on, planned_on, awaited_on, done_on, counted_to, on_time_days,
            due_soon_days
        ) as state
    from steps_now
),

quiet_indicators as (
    select
        found.action_id,
        count(*) as n,
        min(coalesce(
            found.newest_on,
            case when chosen_actions.state = 'concluded' then chosen_actions.ended_on end,
            chosen_actions.starts_on
        )) as since
    from achievements_now as found
    join chosen_actions using (action_id)
    where
        case chosen_actions.state
            when 'running' then
                coalesce(found.newest_on, chosen_actions.starts_on, date '0001-01-01')
                < $data_date::date - (select result_days from day)
            when 'concluded' then found.newest_on is null
            else false
        end
    group by found.action_id
),

found as (
    select 'city_stalled' as item, 3 as urgency, 'city' as subject, m.city_id as subject_id, m.name,
        coalesce(m.last_evidence_on, cities.joined_on) as since, m.recency_days as n, '' as city
    from momentum_now as m
    join cities using (city_id)
    where m.is_stalled

    union all
    select 'close_down_due', 3, 'city', c.city_id, c.name, least(c.asked_on, late.since), c.signals, ''
    from close_down_now as c
    left join (select city_id, min(due_on) as since from steps where state = 'overdue' group by city_id) as late
        on late.city_id = c.city_id
    where c.is_open

    union all
    select 'need_unmet', 3, 'city', city_id, any_value(city), min(expressed_on), count(*), ''
    from needs_now
    where priority = 1 and not is_met and not is_met_by_silent and met_on is null
        and exists (from partnerships where network_id = $network)
    group by city_id

    union all
    select 'city_without_partner', 3, 'city', c.city_id, c.name,
        -- Since the last sign of a silent one or the end of one that ended or was closed, whichever is later; where it never had one (n is 0), since it joined.
        coalesce(
            greatest(
                max(last.heard_on) filter (last.is_silent),
                max(least(p.ends_on, case when p.stage = 'closed' then p.stage_on end))
                    filter (p.has_started and not p.is_under_way)
            ),
            any_value(cities.joined_on)
        ),
        count(*) filter (p.has_started), ''
    from chosen_cities as c
    join cities using (city_id)
    left join chosen_partnerships as p on p.city_id = c.city_id
    left join last_activities_now as last on last.partnership_id = p.partnership_id
    -- Without any partnership published nothing is known about partners.
    where exists (select 1 from partnerships where network_id = $network)
    group by c.city_id, c.name
    having not coalesce(bool_or(last.is_active), false)

    union all
    select 'milestone_overdue', 2, 'city', c.city_id, c.name, min(steps.due_on), count(*), ''
    from steps
    join chosen_cities as c using (city_id)
    where steps.state = 'overdue'
    group by c.city_id, c.name

    union all
    select 'milestone_due_soon', 1, 'city', c.city_id, c.name, min(steps.due_on), count(*), ''
    from steps
    join chosen_cities as c using (city_id)
    where steps.state = 'due_soon'
    group by c.city_id, c.name

    union all
    select 'commitment_overdue', 2, 'city', c.city_id, c.name, min(m.due_on), count(*), ''
    from commitments as m
    join chosen_cities as c using (city_id)
    where
        m.due_on < $data_date::date
        and m.made_on <= $data_date::date
        and coalesce(m.done_on > $data_date::date, true)
    group by c.city_id, c.name

    union all
    select 'partnership_silent', 2, 'partnership', p.partnership_id, p.name,
        last.heard_on, null, p.city
    from chosen_partnerships as p
    join last_activities_now as last on last.partnership_id = p.partnership_id
    where
        last.is_silent

    union all
    select 'partnership_late', 2, 'partnership', partnership_id, name, planned_on, null, city
    from chosen_partnerships
    where planned_on < $data_date::date and not has_started and stage is distinct from 'closed'

    union all
    select 'partnership_ends_with_funding', 2, 'partnership', p.partnership_id, p.name, p.ends_on, null, p.city
    from chosen_partnerships as p, day
    where
        p.is_under_way
        and not coalesce(p.is_planned_after_funding, false)
        and p.ends_on between day.funding_ends_on - interval 6 month and day.funding_ends_on + interval 6 month
        and day.funding_ends_on <= day.today + day.funding_notice_days

    union all
    select 'test_undecided', 2, 'action', action_id, title, ended_on, null, ''
    from chosen_actions
    where size = 'small_test' and state = 'concluded' and known_decision is null

    union all
    select 'action_past_end', 2, 'action', action_id, title, planned_end_on, null, ''
    from chosen_actions
    where state = 'running' and planned_end_on < $data_date::date

    union all
    select 'indicator_without_value', 1, 'action', action_id, chosen_actions.title, quiet.since, quiet.n, ''
    from quiet_indicators as quiet
    join chosen_actions using (action_id)

    union all
    select 'export_stale', 1, 'export', table_name, table_name, newest, null, ''
    from newest_facts
    where
        network_id = $network
        and not has_city_choice($cities, $countries, $themes)
        and table_name in ('progress', 'checkins', 'activities', 'results')
        and newest < $data_date::date - (select stale_export_days from day)
)

select
    row_number() over (order by urgency desc, $data_date::date - since desc nulls last, item, name, subject_id) as position,
    item,
    case urgency when 3 then 'act' when 2 then 'decide' else 'check' end as urgency,
    subject,
    subject_id,
    coalesce(partnerships.partner_id, subject_id) as opens_id,
    case subject when 'partnership' then 'partner' else subject end as opens,
    found.name,
    found.city,
    since,
    $data_date::date - since as days,
    n
from found
left join partnerships on found.subject = 'partnership' and partnerships.partnership_id = found.subject_id
where
    subject <> 'city'
    or subject_id in (select city_id from chosen_cities)
order by position
