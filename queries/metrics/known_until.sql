-- meaning: Until which day the facts of each table are known, for each network and, where a file spoke for some cities only, city.
-- meaning_fr: Le jour jusqu'auquel les faits de chaque table sont connus, par réseau et, quand un fichier ne portait que sur certaines villes, par ville.
-- grain: one row per network and table, and one per city that is known until a later day than the rest
-- grain_fr: une ligne par réseau et par table, et une par ville connue jusqu'à un jour plus tardif que le reste
-- counting: As said with the file that brought the facts. Where nobody said it, the newest fact of all such tables of the
--   network that is not after their publication; before any fact, the start of the network.
-- counting_fr: Comme dit avec le fichier qui a apporté les faits. Là où personne ne l'a dit, le fait le plus récent de toutes ces
--   tables du réseau qui n'est pas postérieur à leur publication ; avant tout fait, le début du réseau.
-- source: Cadence's own convention
-- source_fr: convention propre à Cadence
-- column city_id: code, of the city; * for every other city of the network
-- column facts_until: date, the last day whose facts are known
-- column is_told: yes or no, whether somebody said so, or the file did
-- column sets_the_day: yes or no, whether the default data date follows it
with fact_tables as (
    select unnest(['progress', 'checkins', 'decisions', 'partnerships', 'stages', 'activities', 'actions', 'results']) as table_name
),

whole as (
    select network_id, table_name, max(facts_until) filter (city_id = '*') as facts_until
    from extracts
    group by network_id, table_name
),

-- Only of tables that nobody told anything of: a table told of some cities says nothing about the others.
newest as (
    select e.network_id, max(e.newest) as newest
    from export_dates as e
    left join whole on whole.network_id = e.network_id and whole.table_name = e.table_name
    where whole.table_name is null
    group by e.network_id
),

-- A start of work is a fact of its own table, and moves no day of the network by itself.
begun as (
    select network_id, 'partnerships' as table_name, max(starts_on) as newest
    from partnerships
    where starts_on <= coalesce(published_on(network_id), starts_on)
    group by network_id
),

-- A table without any fact holds nothing back.
of_networks as (
    select network_id, max(day) as day
    from (select network_id, facts_until as day from whole union all select network_id, newest from newest)
    group by network_id
),

networks_whole as (
    select
        n.network_id,
        t.table_name,
        whole.facts_until is not null as is_told,
        coalesce(
            whole.facts_until,
            if(dates.table_name is null and begun.newest is null, of_networks.day, greatest(newest.newest, begun.newest)),
            n.starts_on
        ) as facts_until,
        whole.facts_until is not null or begun.newest is null as sets_the_day
    from networks as n
    cross join fact_tables as t
    left join whole on whole.network_id = n.network_id and whole.table_name = t.table_name
    left join newest on newest.network_id = n.network_id
    left join of_networks on of_networks.network_id = n.network_id
    left join export_dates as dates on dates.network_id = n.network_id and dates.table_name = t.table_name
    left join begun on begun.network_id = n.network_id and begun.table_name = t.table_name
)

select network_id, table_name, '*' as city_id, facts_until, is_told, sets_the_day
from networks_whole
union all
select e.network_id, e.table_name, e.city_id, e.facts_until, true, true
from extracts as e
join networks_whole as w on w.network_id = e.network_id and w.table_name = e.table_name
where e.city_id <> '*' and e.facts_until > w.facts_until
