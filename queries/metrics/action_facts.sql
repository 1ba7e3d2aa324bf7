-- meaning: Each joint action with the action its lineage began with, its end, and when its partners reached common ground.
-- meaning_fr: Chaque action conjointe, avec l'action où sa lignée commence, sa fin, et la date du terrain d'entente avec ses partenaires.
-- grain: one row per joint action
-- grain_fr: une ligne par action conjointe
-- formula: ended_on is ends_on; for an action already closed without one, its planned end. Common ground is the first
--   day on which a partnership with one of its partners stood at networking or further.
-- formula_fr: ended_on est la fin réelle ; pour une action close qui n'en a pas, sa fin prévue. Le terrain d'entente est le
--   premier jour où un partenariat avec l'un de ses partenaires a atteint la mise en réseau ou plus.
with common_ground as (
    select partnerships.network_id, partnerships.partner_id, min(stages.entered_on) as reached_on
    from stages
    join partnerships using (partnership_id)
    where has_common_ground(stages.stage)
    group by all
),

roots as (
    select action_id, max_by(ancestor_id, steps) as root_id, max(steps) as steps
    from action_lineage
    group by action_id
),

met as (
    select actions.action_id, min(common_ground.reached_on) as common_ground_on
    from actions, unnest(actions.partners) as brought (partner_id)
    join common_ground
        on common_ground.partner_id = brought.partner_id and common_ground.network_id = actions.network_id
    group by actions.action_id
),

-- A decision may be written with the action or in the table of decisions; the action's own comes first.
recorded as (
    select
        decisions.subject_id as action_id,
        list(struct_pack(
            decision := decisions.decision, decided_on := decisions.decided_on, known_on := decisions.decided_on
        ) order by decisions.decided_on) as taken
    from decisions
    join actions on actions.action_id = decisions.subject_id
    join known_until as known
        on known.network_id = actions.network_id and known.table_name = 'decisions' and known.city_id = '*'
    where decisions.subject = 'action' and decisions.decision in ('scale', 'repeat', 'stop')
        and decisions.decided_on <= known.facts_until
    group by decisions.subject_id
),

named as (
    select actions.action_id, list(coalesce(partners.name, brought.partner_id) order by brought.partner_id) as partner_names
    from actions, unnest(actions.partners) as brought (partner_id)
    left join partners on partners.partner_id = brought.partner_id
    group by actions.action_id
)

select
    actions.network_id,
    actions.action_id,
    actions.title,
    actions.size,
    status_known(actions.status, actions.starts_on, known.facts_until) as status,
    actions.partners,
    coalesce(named.partner_names, []) as partner_names,
    coalesce(actions.cities, []) as cities,
    actions.grew_from,
    roots.root_id,
    roots.steps,
    case when actions.starts_on > known.facts_until then actions.starts_on else actions.planned_start_on end
        as planned_start_on,
    case when actions.ends_on > known.facts_until then actions.ends_on else actions.planned_end_on end as planned_end_on,
    -- A start or an end after the last day known is planned.
    case when actions.starts_on <= known.facts_until then actions.starts_on end as starts_on,
    action_end(
        status_known(actions.status, actions.starts_on, known.facts_until), case when actions.ends_on <= known.facts_until then actions.ends_on end, actions.planned_end_on
    ) as ended_on,
    met.common_ground_on,
    -- Decisions about it in the order of time; decision_at says which one was known on a day.
    case
        when actions.decision is null then recorded.taken
        -- One dated after the last day known is planned.
        when actions.decided_on > known.facts_until then []
        else [
            struct_pack(
                decision := actions.decision,
                decided_on := actions.decided_on,
                known_on := coalesce(actions.decided_on, action_end(actions.status, actions.ends_on, actions.planned_end_on))
            )
        ]
    end as taken,
    actions.lesson,
    actions.cost_programme,
    actions.cost_partner_cash,
    actions.cost_partner_in_kind,
    actions.currency
from actions
join known_until as known
    on known.network_id = actions.network_id and known.table_name = 'actions' and known.city_id = '*'
join roots using (action_id)
left join met using (action_id)
left join recorded using (action_id)
left join named using (action_id)
