-- meaning: The last activities a city took part in.
-- meaning_fr: Les dernières activités auxquelles une ville a participé.
-- grain: one row per activity, the hundred newest at most, of the city's last 30 days with activities
-- grain_fr: une ligne par activité, les cent plus récentes au plus, de ses 30 derniers jours d'activité
-- source: Cadence's own convention
-- source_fr: convention propre à Cadence
-- known: activities
-- table: activities
-- example: {"network": "astrolabe", "data_date": "2026-06-30", "city": "ndiassore"}
-- column partner_names: list of names, the published partners that took part; null without any
with last_days as (
    select evidence_on
    from city_evidence
    where city_id = $city and evidence = 'activity' and evidence_on <= $data_date::date
    order by evidence_on desc
    limit 30
),
facts as (
    select activity_no, held_on
    from activity_facts
    where network_id = $network
        and held_on between (select min(evidence_on) from last_days) and $data_date::date
        and city_set in (select city_set from city_sets where list_contains(cities, $city))
),
-- A short range of days lets the database skip the older activities without reading them.
newest_days as (
    select day_of_newest_hundred(held_on) as from_on from facts
),
found as (
    select activities.*
    from activities
    join facts on facts.activity_no = activities.rowid
    where activities.held_on between (select from_on from newest_days) and $data_date::date
    order by activities.held_on desc, activities.activity_id
    limit 100
),
helpers as (
    select f.activity_id, list(coalesce(p.name, f.partner_id) order by coalesce(p.name, f.partner_id)) as partner_names
    from (select activity_id, unnest(partners) as partner_id from found) as f
    left join partners as p using (partner_id)
    group by f.activity_id
)
select
    f.activity_id, f.held_on, f.kind, f.title, f.format, f.usefulness,
    h.partner_names
from found as f
left join helpers as h using (activity_id)
order by f.held_on desc, f.activity_id
