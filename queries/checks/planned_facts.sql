-- meaning: How many facts of each file are dated after the day until which it knows what happened: they are planned.
-- meaning_fr: Combien de faits de chaque fichier sont datés après le jour jusqu'auquel il sait ce qui est arrivé : ils sont prévus.
select f.file, sum(f.n)::bigint as n
from dated_facts as f
left join told on told.file = f.file
join upload_days as today on today.network_id = f.network_id
where f.day > least(coalesce(told.day, today.day), today.day)
group by f.file
