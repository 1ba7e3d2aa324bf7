-- meaning: The agreed days that new rows change, each with the decision that lets them: the newest to re-baseline the city.
-- meaning_fr: Les dates convenues que de nouvelles lignes changent, chacune avec la décision qui le permet : la dernière de refonder le plan de la ville.
-- The view coming_days holds the new rows of progress with the place of their file, after_decisions the table as it would be.
select r.city_id, r.milestone_id, max(d.decided_on) as decided_on, a.baseline_on as earlier_on, r.file, r._line
from coming_days as r
join published.agreed_days as a on a.city_id = r.city_id and a.milestone_id = r.milestone_id
join after_decisions as d on d.subject_id = r.city_id
where
    a.baseline_on is distinct from r.baseline_on
    and d.subject = 'city' and d.decision = 'rebaseline' and d.decided_on <= $upload_day::date
group by all
