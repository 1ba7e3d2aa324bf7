-- meaning: Signs that a city and the programme should talk about going on or closing with dignity; never a verdict.
-- meaning_fr: Signes qu'il faut parler avec une ville de continuer ou de clore dignement ; jamais un verdict.
-- grain: one row per city that has joined the network
-- grain_fr: une ligne par ville ayant rejoint le réseau
-- formula: due when 2 of 3: two or more overdue milestones; attendance < 50 % over two quarters; the city asked for help
-- formula_fr: à tenir quand 2 sur 3 : deux jalons en retard ou plus ; présence < 50 % sur deux trimestres ; la ville demande de l'aide
-- counting: Two quarters are the six months up to the data date. A decision recorded in them answers the conversation.
--   Only check-ins that tell both sessions due and sessions attended count; without any there is no attendance to judge.
--   A city that left has no step overdue.
-- counting_fr: Deux trimestres sont les six mois jusqu'à la date des données. Une décision consignée pendant ce temps répond
--   à la conversation. Seuls comptent les points de suivi qui disent à la fois les séances prévues et les séances suivies ;
--   sans aucun, il n'y a pas de présence à juger. Une ville partie n'a pas d'étape en retard.
-- source: Cadence's own convention
-- source_fr: convention propre à Cadence
-- rows: journey_grid
-- mark: city_id = answer.city_id
-- trace overdue: count(*) filter (state = 'overdue')
-- trace sessions_due: told_due(sessions_due, sessions_attended)
--   from table checkins where city_id = answer.city_id and is_recent(held_on, 6, 'checkins', answer.city_id, $data_date)
-- trace sessions_attended: if(count(*) > 0, coalesce(told_attended(sessions_due, sessions_attended), 0), null)
--   from table checkins where city_id = answer.city_id and is_recent(held_on, 6, 'checkins', answer.city_id, $data_date)
-- trace attendance_share: attendance(sessions_due, sessions_attended)
--   from table checkins where city_id = answer.city_id and is_recent(held_on, 6, 'checkins', answer.city_id, $data_date)
-- trace signals: (answer.overdue >= 2)::integer
--   + coalesce(attendance(sessions_due, sessions_attended) < 0.5, false)::integer
--   + coalesce(bool_or(is_asking_for_help), false)::integer
--   from table checkins where city_id = answer.city_id and is_recent(held_on, 6, 'checkins', answer.city_id, $data_date)
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column signals: count of signs, that hold among is_late, is_absent and has_asked_for_help
-- column is_due: yes or no, whether two signs hold or more and the city has neither left nor finished its plan
-- column is_open: yes or no, whether it is due and no decision about the city was recorded in the last six months
-- column overdue: count of milestones, not done, not dropped, and awaited since more than the rule on_time_days, agreed
--   pauses counted; 0 without a plan and once the city has left
-- column is_late: yes or no, whether two milestones or more are overdue
-- column sessions_due: count of sessions, due by the check-ins of the last six months that tell both; null when none does
-- column sessions_attended: count of sessions, attended by those check-ins; 0 when none says, null without a check-in
-- column attendance_share: ratio, sessions attended over sessions due in the last six months; null when none was due
-- column is_absent: yes or no, whether attendance_share is below a half; no when it is null
-- column attendance_share_why: code, no_sessions when attendance_share is null; else null
-- column has_asked_for_help: yes or no, whether the city asked for help at a check-in of the last six months
-- column asked_on: date, the newest of those requests; null without any
-- column decided_on: date, of the newest decision about the city by the data date; null without any
-- column decision: code, of the newest decision about the city by the data date; null without any
-- column decision_reason: text, reason of the newest of these decisions that has one; null without any
select m.*
from close_down_now as m
join cities as c using (city_id)
where ($cities is null or list_contains($cities, c.city_id))
    and ($countries is null or list_contains($countries, c.country))
    and ($themes is null or list_contains($themes, c.theme))
order by m.is_open desc, m.is_due desc, m.signals desc, m.name, m.city_id
