-- meaning: How present a city is, quarter by quarter.
-- meaning_fr: À quel point une ville est présente, trimestre par trimestre.
-- grain: one row per calendar quarter with a check-in
-- grain_fr: une ligne par trimestre civil avec un point de suivi
-- formula: attendance = sessions attended / sessions due
-- formula_fr: présence = séances suivies / séances prévues
-- counting: Sessions reported at the check-ins held in the quarter, up to the data date; only check-ins that tell both sessions due
--   and sessions attended count.
-- counting_fr: Séances rapportées aux points de suivi tenus dans le trimestre, jusqu'à la date des données ; seuls comptent ceux qui
--   disent à la fois les séances prévues et les séances suivies.
-- source: Cadence's own convention
-- source_fr: convention propre à Cadence
-- known: checkins
-- rows: city_checkins
-- mark: date_trunc('quarter', held_on) = answer.quarter_starts_on
-- trace contacts: count(*)
-- trace sessions_due: coalesce(told_due(sessions_due, sessions_attended), 0)
-- trace sessions_attended: coalesce(told_attended(sessions_due, sessions_attended), 0)
-- trace attendance_share: attendance(sessions_due, sessions_attended)
-- example: {"network": "astrolabe", "data_date": "2026-06-30", "city": "ndiassore"}
-- column quarter_starts_on: date, first day of the calendar quarter
-- column contacts: count of check-ins, held in the quarter
-- column sessions_due: count of sessions, due by the check-ins of the quarter that tell both; 0 when none does
-- column sessions_attended: count of sessions, attended by these check-ins; 0 when none tells both
-- column is_asking_for_help: yes or no, whether the city asked for help at one of them
-- column attendance_share: ratio, sessions attended over sessions due; null when none was due
-- column attendance_share_why: code, no_sessions when attendance_share is null; else null
with quarters as (
    select
        date_trunc('quarter', k.held_on)::date as quarter_starts_on,
        count(*) as contacts,
        coalesce(told_due(k.sessions_due, k.sessions_attended), 0)::bigint as sessions_due,
        coalesce(told_attended(k.sessions_due, k.sessions_attended), 0)::bigint as sessions_attended,
        coalesce(bool_or(k.is_asking_for_help), false) as is_asking_for_help
    from checkins as k
    join cities as c using (city_id)
    join known_cities('checkins') as known using (city_id)
    where c.network_id = $network and k.city_id = $city and k.held_on <= least($data_date::date, known.facts_until)
    group by quarter_starts_on
)
select
    *,
    sessions_attended / nullif(sessions_due, 0) as attendance_share,
    case when attendance_share is null then 'no_sessions' end as attendance_share_why
from quarters
order by quarter_starts_on
