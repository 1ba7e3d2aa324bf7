-- meaning: How far apart the cities' paces are, month by month: range and median of days ahead of or behind plan.
-- meaning_fr: À quel point les allures des villes s'écartent, mois après mois : étendue et médiane de l'avance ou du retard.
-- grain: one row per end of month since the first city joined, and the data date
-- grain_fr: une ligne par fin de mois depuis l'arrivée de la première ville, plus la date des données
-- formula: SV(t) = ES − AT of each city on that day; lowest, median, highest; on plan: on_plan, agreed_late or completed
-- formula_fr: SV(t) = ES − AT de chaque ville ce jour-là ; minimum, médiane, maximum ; conforme au plan : on_plan, agreed_late ou terminé
-- counting: Each day counts the cities running on it, with what was done by then; cities that had left are not included.
--   At most the last 60 months.
-- counting_fr: Chaque jour compte les villes alors en cours, avec ce qui était fait ; les villes parties n'y sont pas.
--   Au plus les 60 derniers mois.
-- source: Lipke 2003, earned schedule
-- source_fr: Lipke 2003, calendrier acquis
-- rows: pace_at_month_ends
-- mark: day = answer.day
-- trace cities: count(*)
-- trace lowest_days: min(sv_days)
-- trace low_quarter_days: quantile_cont(sv_days, 0.25)
-- trace median_days: median(sv_days)
-- trace high_quarter_days: quantile_cont(sv_days, 0.75)
-- trace highest_days: max(sv_days)
-- trace on_plan: count(*) filter (keeps_to_plan(status))
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column day: date, end of a month or the data date
-- column cities: count of cities, that had joined and not left and whose pace can be stated on the day
-- column lowest_days: days, the least SV(t) of these cities: ahead (+) or behind (-) the agreed plan
-- column low_quarter_days: days, the first quartile of their SV(t)
-- column median_days: days, the median of their SV(t)
-- column high_quarter_days: days, the third quartile of their SV(t)
-- column highest_days: days, the greatest SV(t) of these cities
-- column on_plan: count of cities, whose status on the day is on_plan, agreed_late or completed
with pace as (
    select city_id, day, sv_days, spi_t, status
    from city_pace_months
    where network_id = $network
        and day < $data_date::date
        and day > $data_date::date - interval 60 month
    union all
    select city_id, as_of, sv_days, spi_t, status
    from pace_now
    where sv_days is not null
)
select
    p.day,
    count(*) as cities,
    min(p.sv_days) as lowest_days,
    quantile_cont(p.sv_days, 0.25) as low_quarter_days,
    median(p.sv_days) as median_days,
    quantile_cont(p.sv_days, 0.75) as high_quarter_days,
    max(p.sv_days) as highest_days,
    count(*) filter (keeps_to_plan(p.status)) as on_plan
from pace as p
join cities as c using (city_id)
where p.status <> 'left'
    and ($cities is null or list_contains($cities, c.city_id))
    and ($countries is null or list_contains($countries, c.country))
    and ($themes is null or list_contains($themes, c.theme))
group by p.day
order by p.day
