-- meaning: Partnerships and small tests that are past their end without a decision: what a conversation should settle.
-- meaning_fr: Les partenariats et les petits tests dont la fin est passée sans décision : ce qu'une conversation devrait régler.
-- grain: one row per partnership or small test
-- grain_fr: une ligne par partenariat ou petit test
-- formula: days = data date - end
-- formula_fr: days = date des données - fin
-- counting: A partnership whose end is past, that is not at stage closed and about which nothing was decided since its end; a small test that is past its planned end and still running, or that ended without a decision.
-- counting_fr: Un partenariat dont la fin est passée, qui n'est pas clos et sur lequel rien n'a été décidé depuis ; un petit test qui a dépassé sa fin prévue et court encore, ou qui s'est terminé sans décision.
-- source: Cadence's own definition
-- trace days: $data_date - coalesce(
--   (select ends_on from partnerships), (select if(ends_on <= $data_date, ends_on, planned_end_on) from actions))
-- mark partnerships: answer.subject = 'partnership' and partnership_id = answer.subject_id
-- mark actions: answer.subject = 'action' and action_id = answer.subject_id
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column subject: code, partnership or action
-- column subject_id: code, of that partnership or action
-- column partner_id: code, of the partner; null for an action
-- column action_id: code, of the action; null for a partnership
-- column name: name, of the partner, or the title of the action
-- column city: name, of the partnership's city; null for the network as a whole and for an action
-- column sign: code, past_end (not closed although the end is past) or undecided (ended without a decision)
-- column since: date, of that end, for a test still running the planned one; null when none is known
-- column days: days, from since to the data date; null when since is
select
    'partnership' as subject, p.partnership_id as subject_id, p.partner_id, null as action_id,
    p.name, cities.name as city, 'past_end' as sign, p.ends_on as since, $data_date::date - p.ends_on as days
from partnerships_now as p
left join cities on cities.city_id = p.city_id
where
    p.has_started
    and p.ends_on < $data_date::date
    and p.stage is distinct from 'closed'
    and ($partner is null or p.partner_id = $partner)
    and $action is null
    and not exists (
        from decisions as d
        where
            d.subject = 'partnership' and d.subject_id = p.partnership_id
            and d.decided_on between p.ends_on and least($data_date::date, told_until($network, 'decisions'))
    )

union all

select
    'action', a.action_id, null, a.action_id, a.title, null,
    case
        when action_state(a.status, a.starts_on, a.ended_on, $data_date::date) = 'concluded' then 'undecided'
        else 'past_end'
    end,
    coalesce(case when a.ended_on <= $data_date::date then a.ended_on end, a.planned_end_on) as since,
    $data_date::date - since
from action_facts as a
where
    a.network_id = $network
    and a.size = 'small_test'
    and $partner is null
    and ($action is null or a.action_id = $action)
    and (
        (
            action_state(a.status, a.starts_on, a.ended_on, $data_date::date) = 'concluded'
            and decision_at(a.taken, $data_date::date) is null
        )
        or (
            action_state(a.status, a.starts_on, a.ended_on, $data_date::date) = 'running'
            and a.planned_end_on < $data_date::date
        )
    )
order by days desc nulls last, subject, name
