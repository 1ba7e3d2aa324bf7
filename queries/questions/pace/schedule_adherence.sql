-- meaning: Has each city done the steps its plan had first, or the right amount of other ones?
-- meaning_fr: Chaque ville a-t-elle atteint les jalons que son plan prévoyait d'abord, ou autant d'autres jalons ?
-- grain: one row per city whose pace can be stated
-- grain_fr: une ligne par ville dont l'allure peut être dite
-- formula: P = Σ min(EV_j, PV_j at ES) / Σ PV_j at ES
-- counting: On the day ES falls in, the plan has reached only a part of that day's steps. Where the plan had reached
--   nothing by ES there is nothing to compare with.
-- counting_fr: Le jour où tombe ES, le plan n'a atteint qu'une partie des jalons de ce jour. Là où le plan n'avait rien
--   atteint à ES, il n'y a rien à comparer.
-- source: Lipke 2004, schedule adherence (P-factor)
-- source_fr: Lipke 2004, respect de l'ordre prévu (facteur P)
-- rows: journey_grid
-- mark: city_id = answer.city_id
-- trace adherence_share: pace_of(baseline_on, weight, done_on, state, answer.city_id, $data_date).adherence_share
-- mark cities: city_id = answer.city_id
-- mark pauses: city_id = answer.city_id and is_agreed
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column city_id: code, of the city
-- column adherence_share: share 0..1, of the work the plan had reached by ES that is done; null when
--   adherence_share_why says why
-- column adherence_share_why: code, nothing_planned_yet when the plan had reached nothing by ES; else null
with parts as (
    select
        p.city_id,
        s.weight * least(1, greatest(0, p.es_days - s.baseline_day + 1)) as expected,
        least(if(s.is_done, s.weight, 0), expected) as matched
    from steps_now as s
    join pace_now as p using (city_id)
    where not s.is_dropped and s.baseline_on is not null and p.es_days is not null
)
select
    city_id,
    sum(matched) / nullif(sum(expected), 0) as adherence_share,
    case when adherence_share is null then 'nothing_planned_yet' end as adherence_share_why
from parts
group by city_id
order by city_id
