-- meaning: What the cities of a network had agreed to reach by each month, and what they have reached.
-- meaning_fr: Ce que les villes d'un réseau étaient convenues d'atteindre chaque mois, et ce qu'elles ont atteint.
-- grain: one row per end of month, and the data date itself
-- grain_fr: une ligne par fin de mois, plus la date des données
-- formula: planned = Σ PV / Σ BAC; done = Σ EV / Σ BAC; band: share done by each city, lowest to highest up to 12 cities,
--   from the first to the ninth decile beyond
-- formula_fr: convenu = Σ PV / Σ BAC ; fait = Σ EV / Σ BAC ; bande : part faite par chaque ville, de la plus basse à la
--   plus haute jusqu'à 12 villes, du premier au neuvième décile au-delà
-- counting: Cities in the network at the data date, or on the last day known of their steps when that is earlier, those that
--   left not included; nothing is drawn as done after it.
-- counting_fr: Villes membres à la date des données, ou au dernier jour connu de leurs jalons s'il est antérieur, sans celles
--   qui sont parties ; rien n'est compté comme fait après ce jour.
-- known: progress
-- source: PMI practice standard for earned value management
-- source_fr: norme de pratique du PMI sur la valeur acquise
-- rows: journey_grid
-- mark: state <> 'dropped' and baseline_on is not null
--   and city_id in (select c.city_id from cities as c where c.network_id = $network
--   and c.joined_on <= $data_date and coalesce(c.left_on > $data_date, true))
-- trace cities: count(distinct city_id)
-- trace planned: sum(if(baseline_on <= answer.day, weight, 0)) / sum(weight)
-- trace done: case when answer.day <= $data_date then sum(if(done_on <= answer.day, weight, 0)) / sum(weight) end
-- trace median_done:
--   case when answer.day <= $data_date then list_median(shares_done(city_id, weight, done_on, answer.day)) end
-- trace low: case when answer.day <= $data_date then low_share(shares_done(city_id, weight, done_on, answer.day)) end
-- trace high: case when answer.day <= $data_date then high_share(shares_done(city_id, weight, done_on, answer.day)) end
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column day: date, end of a month or the data date
-- column cities: count of cities, members at the data date that have a plan
-- column planned: share 0..1, of the weight of all plans that was agreed for the day or earlier
-- column done: share 0..1, of the weight of all plans that was done by the day; null after the data date
-- column median_done: share 0..1, of its own plan that the median city had done by the day; null after the data date
-- column low: share 0..1, done of its own plan by the lowest city, or the first decile beyond 12 cities; null after the
--   data date
-- column high: share 0..1, done of its own plan by the highest city, or the ninth decile beyond 12 cities; null after
--   the data date
with steps as (
    select s.*
    from steps_now as s
    join cities as c using (city_id)
    where not s.is_dropped and s.baseline_on is not null
        and s.joined_on <= s.as_of
        and coalesce(c.left_on > s.as_of, true)
        and ($cities is null or list_contains($cities, c.city_id))
        and ($countries is null or list_contains($countries, c.country))
        and ($themes is null or list_contains($themes, c.theme))
),
days as (
    select distinct unnest(
        [last_day(month::date) for month in range(date_trunc('month', first_on), last_on + interval 1 day, interval 1 month)]
        || [$data_date::date]
    ) as day
    from (
        select min(joined_on)::timestamp as first_on,
            greatest(max(baseline_on), $data_date::date)::timestamp as last_on
        from steps
    )
),
moves as (
    select city_id, baseline_on as day, weight as planned, 0 as done from steps
    union all
    select city_id, done_on, 0, weight from steps where is_done
),
placed as (
    select m.city_id, d.day, sum(m.planned) as planned, sum(m.done) as done
    from moves as m
    asof join days as d on m.day <= d.day
    group by m.city_id, d.day
),
totals as (
    select city_id, sum(weight) as bac from steps group by city_id
),
cumulated as (
    select
        t.city_id, t.bac, d.day,
        sum(coalesce(p.planned, 0)) over city as planned,
        sum(coalesce(p.done, 0)) over city as done
    from totals as t
    cross join days as d
    left join placed as p on p.city_id = t.city_id and p.day = d.day
    window city as (partition by t.city_id order by d.day)
),
shares as (
    select
        day, count(*) as cities,
        (sum(planned) / sum(bac))::double as planned,
        (sum(done) / sum(bac))::double as done,
        median(done / bac)::double as median_done,
        min(done / bac)::double as lowest, max(done / bac)::double as highest,
        quantile_cont(done / bac, 0.1)::double as first_decile, quantile_cont(done / bac, 0.9)::double as ninth_decile
    from cumulated
    group by day
)
select
    day, cities, planned,
    case when day <= $data_date::date then done end as done,
    case when day <= $data_date::date then median_done end as median_done,
    case when day <= $data_date::date then if(cities <= 12, lowest, first_decile) end as low,
    case when day <= $data_date::date then if(cities <= 12, highest, ninth_decile) end as high
from shares
order by day
