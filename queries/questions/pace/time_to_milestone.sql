-- meaning: How many days cities take from joining to a chosen milestone, those still on their way counted fairly.
-- meaning_fr: Combien de jours les villes mettent de leur arrivée à un jalon choisi, celles encore en route comptées justement.
-- grain: one row per day (since joining) on which at least one city reached it or was last observed
-- grain_fr: une ligne par jour (depuis l'arrivée) où au moins une ville l'a atteint ou a été observée pour la dernière fois
-- formula: Kaplan-Meier: S(d) = Π (1 − reached / at risk); reached share = 1 − S; 95 % interval by log(−log S)
-- formula_fr: Kaplan-Meier : S(d) = Π (1 − arrivées / à risque) ; part arrivée = 1 − S ; intervalle à 95 % par log(−log S)
-- counting: Cities with this milestone in their plan. One that has not reached it counts up to the data date, its
--   departure, or the decision that dropped it. One only known to have reached it at the latest on a day is left out.
-- counting_fr: Villes ayant ce jalon dans leur plan. Celle qui ne l'a pas atteint compte jusqu'à la date des données,
--   son départ ou la décision qui l'a abandonné. Celle dont on sait seulement qu'elle l'a atteint au plus tard un jour donné
--   n'y est pas.
-- source: Kaplan and Meier 1958; interval: Kalbfleisch and Prentice
-- source_fr: Kaplan et Meier 1958 ; intervalle : Kalbfleisch et Prentice
-- rows: milestone_waits
-- mark: days = answer.days
-- trace days: any_value(days)
-- trace at_risk: count(*) from milestone_waits where days >= answer.days
-- trace reached: count(*) filter (is_reached)
-- trace still_waiting: count(*) filter (not is_reached)
-- trace left_out: count(*) from journey_grid where milestone_id = $milestone and is_done_latest
--   and city_id in (select c.city_id from cities as c where c.network_id = $network and c.joined_on <= $data_date)
-- trace reached_share: 1 - waiting_made(arrivals_made(days, is_reached, answer.days))
--   from milestone_waits
-- trace low: reached_end(arrivals_made(days, is_reached, answer.days), -1.959964)
--   from milestone_waits
-- trace high: reached_end(arrivals_made(days, is_reached, answer.days), 1.959964)
--   from milestone_waits
-- example: {"network": "astrolabe", "data_date": "2026-06-30", "milestone": "ast-05"}
-- column days: days, since joining
-- column at_risk: count of cities, that had not reached the milestone before that day and were still observed
-- column reached: count of cities, that reached it on that day
-- column left_out: count of cities, only known to have reached it at the latest on a day
-- column still_waiting: count of cities, last observed on that day without having reached it
-- column reached_share: share 0..1, estimated to have reached it by that day (1 - S)
-- column low: share 0..1, lower end of the 95 % interval of reached_share; null until a city has reached it and once
--   reached_share is 1
-- column high: share 0..1, upper end of the 95 % interval of reached_share; null until a city has reached it and once
--   reached_share is 1
with spells as (
    select
        greatest(0, coalesce(
            case when s.is_done then s.done_on end, s.dropped_on, s.counted_to
        ) - s.joined_on) as days,
        s.is_done, s.done_by
    from steps_now as s
    join cities as c using (city_id)
    where s.milestone_id = $milestone
        and s.joined_on <= s.as_of
        and ($cities is null or list_contains($cities, c.city_id))
        and ($countries is null or list_contains($countries, c.country))
        and ($themes is null or list_contains($themes, c.theme))
),
counts as (
    select days, count(*) filter (is_done) as reached, count(*) filter (not is_done) as still_waiting
    from spells
    where not done_by
    group by days
),
risks as (
    select *, sum(reached + still_waiting) over (order by days desc) as at_risk from counts
),
curve as (
    select
        *,
        product(1 - reached / at_risk) over running as waiting_share,
        -- Greenwood's sum is infinite once everybody at risk has arrived: no interval there.
        sqrt(sum(reached / nullif(at_risk * (at_risk - reached), 0)) over running)
            / nullif(abs(ln(nullif(waiting_share, 0))), 0) as log_error
    from risks
    window running as (order by days)
)
select
    days, at_risk::bigint as at_risk, reached, still_waiting,
    (select count(*) from spells where done_by) as left_out,
    1 - waiting_share as reached_share,
    case when waiting_share > 0 then 1 - pow(waiting_share, exp(-1.959964 * log_error)) end as low,
    case when waiting_share > 0 then 1 - pow(waiting_share, exp(1.959964 * log_error)) end as high
from curve
order by days
