-- meaning: The rows of extracts that rows typed in place bring, so that what they say moves no day: the day until which it was known before them.
-- meaning_fr: Les lignes de extracts qu'apportent des lignes saisies sur place, pour que ce qu'elles disent ne déplace aucun jour.
-- days_to_hold holds network, table and that day; the view dated_facts the facts that are typed.
select h.network_id, h.table_name, '*' as city_id, h.facts_until, min(f.file) as file
from days_to_hold as h
join dated_facts as f on f.network_id = h.network_id and f.table_name = h.table_name
where (h.network_id, h.table_name) not in (select network_id, table_name from coming_extracts)
group by h.network_id, h.table_name, h.facts_until
