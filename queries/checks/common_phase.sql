-- The days of the phase that is made for steps without one: from the first day of the network to the last day that is
-- known of it, of its funding, of its cities' steps or of their standard schedule, and not before the day of upload.
-- Grain: the network. Needs the views after_networks, after_cities, after_progress and steps_without_phase.
select
    n.starts_on,
    greatest(
        n.starts_on, $upload_day::date, n.funding_ends_on,
        (
            select max(greatest(s.baseline_on, s.planned_on, s.done_on))
            from after_progress as s
            join after_cities as c using (city_id)
            where c.network_id = n.network_id
        ),
        (
            select max(c.joined_on + m.due_after_days::integer)
            from after_cities as c
            cross join steps_without_phase as m
            where c.network_id = n.network_id
        )
    ) as ends_on
from after_networks as n
where n.network_id = $network
