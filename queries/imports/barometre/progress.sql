-- meaning: Whether a department has reached the targets of a measure.
-- meaning_fr: Si un département a atteint les cibles d’une mesure.
-- grain: one row per department and measure with a target
-- grain_fr: une ligne par département et mesure avec une cible
select min(_line) as _line, department as city_id, replace(folded(measure), ' ', '-') as milestone_id, max(target_day) as baseline_on,
    case when min(coalesce(number_with_dot(target_share), 0)) >= 100 then max(current_day) end as done_on,
    -- The export tells the newest value and its day, not the day the target was reached: that was then or before.
    case when min(coalesce(number_with_dot(target_share), 0)) >= 100 then 'true' end as is_done_latest,
    case when min(coalesce(number_with_dot(target_share), 0)) >= 100 then 'third_party' end as evidence_grade
from export
where target is not null
group by department, replace(folded(measure), ' ', '-')
