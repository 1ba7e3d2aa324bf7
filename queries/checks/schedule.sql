-- meaning: The day that the standard schedule of the network gives each step of each city, counted from the day it joined.
-- meaning_fr: Le jour que le calendrier type du réseau donne à chaque étape de chaque ville, compté depuis son arrivée.
-- The views after_<table> hold a table as it would be.
select c.city_id, c.left_on, m.milestone_id, c.joined_on + m.due_after_days::integer as baseline_on
from after_cities as c
join after_phases as p on p.network_id = c.network_id
join after_milestones as m on m.phase_id = p.phase_id
where m.due_after_days is not null
