-- meaning: Which tables hold rows of a network.
-- meaning_fr: Quelles tables contiennent des lignes d'un réseau.
-- grain: one row per table
-- grain_fr: une ligne par table
-- counting: Rows of every day. Partners belong to no network: all of them are counted.
-- counting_fr: Les lignes de toute date. Les partenaires n'appartiennent à aucun réseau : tous sont comptés.
-- source: the published tables
-- source_fr: les tables publiées
-- mark networks: answer.table_name = 'networks' and network_id = $network
-- mark phases: answer.table_name = 'phases' and network_id = $network
-- mark milestones: answer.table_name = 'milestones'
--   and phase_id in (select p.phase_id from phases as p where p.network_id = $network)
-- mark cities: answer.table_name = 'cities' and network_id = $network
-- mark partners: answer.table_name = 'partners'
-- mark progress: answer.table_name = 'progress'
--   and city_id in (select c.city_id from cities as c where c.network_id = $network)
-- mark pauses: answer.table_name = 'pauses'
--   and city_id in (select c.city_id from cities as c where c.network_id = $network)
-- mark checkins: answer.table_name = 'checkins'
--   and city_id in (select c.city_id from cities as c where c.network_id = $network)
-- mark commitments: answer.table_name = 'commitments'
--   and city_id in (select c.city_id from cities as c where c.network_id = $network)
-- mark needs: answer.table_name = 'needs'
--   and city_id in (select c.city_id from cities as c where c.network_id = $network)
-- mark partnerships: answer.table_name = 'partnerships' and network_id = $network
-- mark stages: answer.table_name = 'stages'
--   and partnership_id in (select p.partnership_id from partnerships as p where p.network_id = $network)
-- mark actions: answer.table_name = 'actions' and network_id = $network
-- mark activities: answer.table_name = 'activities' and network_id = $network
-- mark audience: answer.table_name = 'audience'
--   and activity_id in (select a.activity_id from activities as a where a.network_id = $network)
-- mark indicators: answer.table_name = 'indicators'
--   and action_id in (select a.action_id from actions as a where a.network_id = $network)
-- mark results: answer.table_name = 'results'
--   and indicator_id in (select i.indicator_id from indicators as i where i.action_id in (select a.action_id from
--   actions as a where a.network_id = $network))
-- mark events: answer.table_name = 'events' and network_id = $network
-- mark decisions: answer.table_name = 'decisions'
--   and subject_id in (select c.city_id from cities as c where c.network_id = $network union all select
--   p.partnership_id from partnerships as p where p.network_id = $network union all select a.action_id from actions
--   as a where a.network_id = $network)
-- planned: counted
-- example: {"network": "astrolabe"}
-- column table_name: code, of the table
-- column has_rows: yes or no, whether there is a row of any day
select
    table_name,
    n > 0 as has_rows
from rows_published($network)
order by table_name
