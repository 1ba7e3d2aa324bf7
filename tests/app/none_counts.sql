-- Counts over the published tables that must be zero where a sentence of "none" is shown: one row per count.
-- Written apart from the questions: of what they share only the pace of a city (pace_at, steps_at) is taken over.
with net as (
    from networks where network_id = $network
),
joined as (
    from cities where network_id = $network and joined_on <= $day
),
members_ as (
    from joined where left_on is null or left_on > $day
),
pace as (
    select p.* from pace_at($network, [$day]) as p where p.city_id in (select city_id from joined)
),
present as (
    from pace where city_id in (select city_id from members_)
),
steps as (
    select s.* from steps_at($network, [$day]) as s where s.city_id in (select city_id from joined)
),
newest_stage as (
    select partnership_id, max_by(stage, entered_on) as stage, list(stage) as ever
    from stages where entered_on <= $day group by partnership_id
),
strands as (
    select p.*, s.stage, s.ever,
        coalesce(p.starts_on <= $day, false) as is_begun,
        is_begun and (p.ends_on is null or p.ends_on >= $day) and s.stage is distinct from 'closed' as is_active
    from partnerships as p
    join partners using (partner_id)
    left join newest_stage as s using (partnership_id)
    where p.network_id = $network
),
held as (
    from activities where network_id = $network and held_on <= $day
),
seen as (
    select h.*, a.persons, a.new_persons, a.segment, a.channel from held as h join audience as a using (activity_id)
),
own_actions as (
    select *, starts_on <= $day or (starts_on is null and status in ('implementation', 'finalisation', 'closed')) as is_begun,
        coalesce(ends_on, case when status in ('finalisation', 'closed') then planned_end_on end) as end_on
    from actions where network_id = $network
),
ended as (
    from own_actions
    where coalesce(status <> 'cancelled', true) and (end_on <= $day or (end_on is null and starts_on is null and status = 'closed'))
),
own_indicators as (
    select i.*, a.cost_programme, a.cost_partner_cash, a.cost_partner_in_kind
    from indicators as i join actions as a using (action_id) where a.network_id = $network
),
with_result as (
    from own_indicators where indicator_id in (
        select indicator_id from results
        where period_ends_on <= $day and (actual is not null or (numerator is not null and denominator <> 0))
    )
),
judged as (
    from with_result
    where target is not null and coalesce(target_on <= $day, true) and value_kind <> 'qualitative'
),
own_needs as (
    select n.* from needs as n join members_ using (city_id) where n.expressed_on <= $day
)

select 'small_tests' as count, count(*) as n from own_actions where size = 'small_test'
union all
select 'tests', count(*) from ended where size = 'small_test'
union all select 'scaled', count(*) from own_actions where size = 'scaled' and is_begun and coalesce(status <> 'cancelled', true)
union all select 'actions', count(*) from own_actions
union all select 'dated_actions', count(coalesce(starts_on, planned_start_on)) from own_actions
union all select 'actions_begun', count(*) from own_actions where is_begun and coalesce(status <> 'cancelled', true)
union all select 'actions_begun_with_partners', count(*) from own_actions where is_begun and len(partners) > 0 and coalesce(status <> 'cancelled', true)
union all select 'costed_outcomes', count(*) from with_result join ended using (action_id)
    where level = 'outcome' and value_kind in ('flow', 'stock')
    and coalesce(ended.cost_programme, ended.cost_partner_cash, ended.cost_partner_in_kind) is not null
union all select 'costed_conclusions', count(coalesce(cost_programme, cost_partner_cash, cost_partner_in_kind)) from ended
union all select 'programme_costs', count(*) from own_actions where starts_on <= $day and cost_programme > 0 and status <> 'cancelled'
union all select 'costed_actions', count(coalesce(cost_programme, cost_partner_cash, cost_partner_in_kind)) from own_actions where starts_on <= $day and status <> 'cancelled'
union all select 'stopped', count(*) from own_actions where decision = 'stop' and decided_on <= $day
union all select 'indicators', count(*) from own_indicators
union all select 'judged_indicators', count(*) from judged
union all select 'drawable_indicators', count(*) from with_result where baseline is not null and target <> baseline
    and not is_target_behind(is_ascending, baseline, target) and value_kind <> 'qualitative'
union all select 'reached_indicators', count(*) from judged join (
        select indicator_id, max_by(actual, period_ends_on) as latest from results where period_ends_on <= $day group by all
    ) using (indicator_id)
    where value_kind = 'stock' and if(coalesce(is_ascending, true), latest >= target, latest <= target)
union all select 'resultless_but_n', abs($n - count(*)) from own_indicators
    where value_kind <> 'qualitative' and indicator_id not in (select indicator_id from with_result)
union all select 'evidenced', count(*) from results join own_indicators using (indicator_id)
    where period_ends_on <= $day and evidence_grade in ('document', 'third_party')
    and period_ends_on = (select max(r.period_ends_on) from results as r where r.indicator_id = results.indicator_id and r.period_ends_on <= $day)
union all select 'cities', count(*) from cities where network_id = $network
union all select 'members', count(*) from members_
union all select 'left', count(*) from joined where left_on <= $day
union all select 'coordinates', count(latitude + longitude) from members_
union all select 'unplaced_members_but_n', abs($n - count(*)) from members_ where latitude is null or longitude is null
union all select 'planned', count(*) from progress where city_id in (select city_id from members_) and milestone_id in (select milestone_id from milestones)
union all select 'unplanned_but_n', abs($n - count(*)) from joined where city_id not in (select city_id from steps)
    or city_id in (select city_id from pace where pace_why = 'all_dropped')
union all select 'agreed_steps', count(baseline_on) from steps
union all select 'unagreed_but_n', abs($n - count(*)) from steps where baseline_on is null
union all select 'unjudged_but_n', abs($n - count(*)) from pace where status = 'not_judged'
union all select 'unagreed_of_judged_but_n', abs($n - coalesce(sum(unagreed_steps), 0)) from present where sv_days is not null
union all select 'judged_in_part_but_n', abs($n - count(*)) from pace where is_judged_in_part
union all select 'paced', count(sv_days) from present
-- Each city is said to have agreed a plan: some must have.
union all select 'paceless', if(count(bac) > 0, 0, 1) from pace
union all select 'forecast', count(forecast_end_trend_on) filter (status <> 'completed') from present
union all select 'late', count(*) from present where is_late
union all select 'on_plan', count(*) from present where keeps_to_plan(status)
union all select 'late_ends', count(*) from present
    where least(forecast_end_planned_on, forecast_end_trend_on) - joined_on - planned_days > 15.22 and status <> 'completed'
union all select 'steps', count(*) from steps
union all select 'overdue', count(*) from steps where is_overdue and city_id in (select city_id from members_)
union all select 'steps_of_city', count(*) from steps where city_id = $city
union all select 'steps_left_of_city', count(*) from steps where city_id = $city and not is_done and not is_dropped
union all select 'agreed_pauses', count(*) from pauses join joined using (city_id) where is_agreed and starts_on <= $day
union all select 'pauses_of_city', count(*) from pauses where city_id = $city and starts_on <= $day
union all select 'checkins_of_city', count(*) from checkins where city_id = $city and held_on <= $day
union all select 'commitments_of_city', count(*) from commitments where city_id = $city and made_on <= $day
union all select 'sessions', count(*) from checkins join cities using (city_id) where network_id = $network and held_on <= $day and sessions_due > 0 and sessions_attended is not null
union all select 'sessions_of_city', count(*) from checkins where city_id = $city and held_on <= $day and sessions_due > 0 and sessions_attended is not null
union all select 'needs_of_city', count(*) from needs where city_id = $city and expressed_on <= $day
union all select 'actions_of_city', count(*) from own_actions where list_contains(cities, $city) and is_begun
union all select 'held_in_city', count(*) from held where list_contains(cities, $city)
union all select 'decisions_of_city', count(*) from decisions where decided_on <= $day and subject = 'city' and subject_id = $city
union all select 'expressed_needs', count(*) from own_needs
union all select 'unmet_needs', count(*) from own_needs as n where not exists (
        from strands as s where s.is_active and s.role = n.role and (s.city_id = n.city_id or s.city_id is null))
union all select 'unmet_needs_of_city', count(*) from own_needs as n where n.city_id = $city and not exists (
        from strands as s where s.is_active and s.role = n.role and (s.city_id = n.city_id or s.city_id is null))
union all select 'unmet_first_needs', count(*) from own_needs as n where n.priority = 1 and not exists (
        from strands as s where s.is_active and s.role = n.role and (s.city_id = n.city_id or s.city_id is null))
union all select 'hosts_met', count(*) from own_needs as n join strands as s
    on s.is_active and s.role = n.role and s.city_id = n.city_id and n.role = 'sustainability_host'
    and exists (from held where list_contains(held.partners, s.partner_id) and list_contains(held.cities, n.city_id) and held.held_on > $day - 90)
union all select 'strands', count(*) from partnerships where network_id = $network
union all select 'begun', count(*) from strands where is_begun
union all select 'active', count(*) from strands where is_active
union all select 'staged', count(stage) from strands
union all select 'common_ground', count(*) from strands, unnest(ever) as one (stage) where has_common_ground(one.stage)
union all select 'handful', count(distinct s.partner_id) from strands as s join ended as e on list_contains(e.partners, s.partner_id)
    where len(list_filter(s.ever, lambda one: has_common_ground(one))) > 0
union all select 'planned_starts', count(planned_on) from strands
union all select 'ratings', count(coalesce(values_fit, priorities_fit, willingness)) from strands
union all select 'planned_to_go_on', count(*) from strands where is_active and is_planned_after_funding
union all select 'funding_end', count(funding_ends_on) from net
union all select 'ending', count(*) from strands, net where is_active and ends_on between funding_ends_on - interval 5 month and funding_ends_on + interval 5 month
-- A city has a partner for certain where an active one was met there of late.
union all select 'covered', count(distinct s.city_id) from strands as s join members_ as m on m.city_id = s.city_id
    where s.is_active and exists (
        from held where list_contains(held.partners, s.partner_id) and list_contains(held.cities, s.city_id) and held.held_on > $day - 90)
union all select 'uncovered', count(*) from members_ where city_id not in (select city_id from strands where is_active and city_id is not null)
-- Said of more cities than those that have no active partnership and those whose active ones may be silent.
union all select 'uncovered_but_n', greatest(0,
    $n - (select count(*) from members_)
    + (select count(distinct s.city_id) from strands as s join members_ using (city_id) where s.is_active and exists (
        from held where list_contains(held.partners, s.partner_id) and list_contains(held.cities, s.city_id) and held.held_on > $day - 90)))
union all select 'active_in_city_named', count(*) from strands as s join cities as c on c.city_id = s.city_id where s.is_active and c.name = $name
    and (s.starts_on > $day - 90 or not exists (from activities where network_id = $network) or exists (
        from held where list_contains(held.partners, s.partner_id) and list_contains(held.cities, s.city_id) and held.held_on > $day - 90))
union all select 'late_steps_of_city', count(*) from steps
    where city_id = $city and (is_overdue or (is_done and done_on - awaited_on > on_time_days))
union all select 'begun_phases', count(*) from phases where network_id = $network and starts_on <= $day
union all select 'agreements', count(agreement) from strands
union all select 'agreements_of_partner', count(agreement) from strands where partner_id = $partner and is_active
union all select 'rated', count(usefulness) from held
union all select 'activities_missing', if(count(*) > 0, 0, 1) from activities where network_id = $network
union all select 'held', count(*) from held
union all select 'communications', count(*) from held where kind = 'joint_communication'
union all select 'communications_of_page', count(*) from held where kind = 'joint_communication' and ($partner is null or list_contains(partners, $partner))
union all select 'counted', count(*) from seen
union all select 'counted_of_page', count(*) from seen where channel <> 'media' and ($partner is null or list_contains(partners, $partner))
    and held_on >= if($page = 'overview', date_trunc('month', $day) - interval 2 month, date '0001-01-01')
union all select 'persons', coalesce(sum(persons), 0) from seen where channel <> 'media'
union all select 'own_public', coalesce(sum(persons), 0) from seen where channel <> 'media' and segment = 'partner_public'
union all select 'new_counted', count(new_persons) from seen where channel <> 'media' and persons > 0 and segment not in ('city_staff', 'elected', 'press')
union all select 'new_counted_of_page', count(new_persons) from seen
    where channel <> 'media' and persons > 0 and ($partner is null or list_contains(partners, $partner))
union all select 'new_persons', coalesce(sum(new_persons), 0) from seen where channel <> 'media' and segment not in ('city_staff', 'elected', 'press')
union all select 'counted_with_partner', coalesce(sum(persons), 0) from seen where channel <> 'media' and len(partners) > 0 and exists (from partners)
union all select 'pairs', count(*) from held where len(partners) > 0 and len(cities) > 0 and exists (from partners)
union all select 'countries', count(country) from partners
union all select 'countries_of_partners', count(country) from partners where partner_id in (select partner_id from strands where is_begun)
union all select 'partners_at_work', count(*) from strands where is_begun
union all select 'held_of_partner', count(*) from held where list_contains(partners, $partner)
union all select 'known_strands_of_partner', count(*) from strands where partner_id = $partner and (is_begun or stage is not null)
union all select 'open_strands_of_partner', count(*) from strands where partner_id = $partner and stage is not null and stage <> 'closed'
union all select 'stages_of_partner', count(stage) from strands where partner_id = $partner
union all select 'ratings_of_partner', count(coalesce(values_fit, priorities_fit, willingness)) from strands where partner_id = $partner and is_begun
union all select 'cities_of_partner', count(*) from held, unnest(cities) as one (city_id) where list_contains(partners, $partner) and one.city_id in (select city_id from joined)
union all select 'actions_of_partner', count(*) from own_actions where list_contains(partners, $partner) and is_begun
union all select 'scaled_tests', count(*) from own_actions as s join ended as t on s.grew_from = t.action_id
    where t.size = 'small_test' and s.size = 'scaled' and s.starts_on <= $day
union all select 'attention', count(*) from own_actions where size = 'small_test' and decision is null and action_id in (select action_id from ended)
    and action_id not in (select subject_id from decisions where subject = 'action')
