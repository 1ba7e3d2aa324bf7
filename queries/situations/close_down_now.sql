-- meaning: Signs that a city and the programme should talk about going on or closing, and whether that talk is still open.
-- meaning_fr: Signes qu'il faut parler avec une ville de continuer ou de clore, et si cette conversation reste à tenir.
-- grain: one row per city that has joined the network
-- grain_fr: une ligne par ville ayant rejoint le réseau
-- counting: Two quarters are the six months up to the day; a decision recorded in them answers the conversation. A city on an
--   agreed pause may still ask for help.
-- counting_fr: Deux trimestres sont les six mois jusqu'à ce jour ; une décision consignée pendant ce temps répond à la
--   conversation. Une ville en pause convenue peut encore demander de l'aide.
-- known: checkins
with members as (
    select
        city_id, name,
        coalesce(left_on <= $data_date, false) as has_left,
        least(clock_day($data_date, known.facts_until, known.newest_known), left_on) as counted_to,
        known.facts_until
    from cities
    join known_cities('checkins') as known using (city_id)
    where network_id = $network and joined_on <= $data_date
),
late as (
    -- A city that left awaits no step any more.
    select
        city_id,
        count(*) filter (is_overdue and not has_left) as overdue_steps,
        bool_and(is_done or is_dropped) as is_all_done
    from steps_now
    join members using (city_id)
    group by city_id
),
contacts as (
    select
        k.city_id,
        told_due(k.sessions_due, k.sessions_attended)::bigint as sessions_due,
        coalesce(told_attended(k.sessions_due, k.sessions_attended), 0)::bigint as sessions_attended,
        bool_or(k.is_asking_for_help) as asked,
        max(k.held_on) filter (k.is_asking_for_help) as asked_on
    from checkins as k
    join members as m using (city_id)
    where k.held_on <= least(m.counted_to, m.facts_until) and k.held_on > m.counted_to - interval 6 month
    group by k.city_id
),
answers as (
    select
        subject_id as city_id,
        max(decided_on) as decided_on,
        max_by(decision, decided_on) as decision,
        arg_max_null(reason, decided_on) as decision_reason
    from decisions
    where subject = 'city' and decided_on <= least($data_date, told_until($network, 'decisions'))
    group by subject_id
),
signals as (
    select
        m.* exclude (facts_until),
        coalesce(l.overdue_steps, 0) as overdue,
        k.sessions_due, k.sessions_attended, k.asked_on,
        k.sessions_attended / nullif(k.sessions_due, 0) as attendance_share,
        coalesce(k.asked, false) as has_asked_for_help,
        overdue >= 2 as is_late,
        coalesce(attendance_share < 0.5, false) as is_absent,
        is_late::integer + is_absent::integer + has_asked_for_help::integer as signals,
        signals >= 2 and not m.has_left and not coalesce(l.is_all_done, false) as is_due,
        a.decided_on, a.decision, a.decision_reason,
        is_due and coalesce(a.decided_on <= m.counted_to - interval 6 month, true) as is_open
    from members as m
    left join late as l using (city_id)
    left join contacts as k using (city_id)
    left join answers as a using (city_id)
)
select
    city_id, name, signals, is_due, is_open,
    overdue, is_late,
    sessions_due, sessions_attended, attendance_share, is_absent,
    case when attendance_share is null then 'no_sessions' end as attendance_share_why,
    has_asked_for_help, asked_on,
    decided_on, decision, decision_reason
from signals
