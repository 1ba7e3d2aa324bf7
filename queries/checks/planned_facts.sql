-- meaning: How many facts of each file are dated after the day until which it knows what happened: they are planned.
-- meaning_fr: Combien de faits de chaque fichier sont datés après le jour jusqu'auquel il sait ce qui est arrivé : ils sont prévus.
select f.file, count(*) as n
from dated_facts as f
left join told on told.file = f.file
where f.day > coalesce(told.day, $upload_day::date)
group by f.file
