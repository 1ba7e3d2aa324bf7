-- Attendance of a city: only check-ins that tell both the sessions due and those attended count, in every question.

-- Sessions due at these check-ins; NULL when none tells both.
create or replace macro told_due(due, attended) as sum(due) filter (due is not null and attended is not null);

-- Sessions attended at these check-ins; NULL when none tells both.
create or replace macro told_attended(due, attended) as sum(attended) filter (due is not null and attended is not null);

-- Sessions attended for each one due; NULL when none was due.
create or replace macro attendance(due, attended) as told_attended(due, attended) / nullif(told_due(due, attended), 0);
