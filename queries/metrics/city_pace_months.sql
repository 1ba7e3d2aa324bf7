-- meaning: Pace of each city at the end of every month, with what was known by then.
-- meaning_fr: Allure de chaque ville à la fin de chaque mois, avec ce qui était connu alors.
-- grain: one row per city and end of month in which its pace can be stated, over the last ten years
-- grain_fr: une ligne par ville et fin de mois où son allure peut être dite, sur les dix dernières années
-- formula: SV(t) = ES − AT in days; SPI(t) = ES / AT
-- source: Lipke 2003, earned schedule
-- source_fr: Lipke 2003, calendrier acquis
with span as (
    select
        date_trunc('month', greatest(max(evidence_on), published_on(null))) as last_month,
        greatest((select date_trunc('month', min(joined_on)) from cities), last_month - interval 119 month) as first_month
    from city_evidence
)
select c.network_id, p.city_id, p.as_of as day, p.sv_days, p.spi_t, p.status
from pace_at(null, (
    select list(last_day(month::date)) from span, unnest(range(first_month, last_month + interval 1 day, interval 1 month)) as m (month)
)) as p
join cities as c using (city_id)
where p.sv_days is not null
order by c.network_id, p.as_of, p.city_id
