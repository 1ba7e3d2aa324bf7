-- meaning: Each rating that cities gave an activity, once for every partner that took part in it.
-- meaning_fr: Chaque note que des villes ont donnée à une activité, une fois par partenaire y ayant pris part.
-- grain: one row per rated activity and partner
-- grain_fr: une ligne par activité notée et partenaire
-- counting: A rating belongs to the day of its activity, as no other day is recorded for it. What is dated after the last
--   day known of activities is planned, and rates nobody.
-- counting_fr: Une note est rattachée au jour de son activité, aucun autre jour n'étant consigné. Ce qui est
--   postérieur au dernier jour connu des activités est prévu et ne note personne.
select
    activities.network_id, one.partner_id, activities.held_on, activities.usefulness,
    activities.rowid::integer as activity_no
from activities
join known_until as known
    on known.network_id = activities.network_id and known.table_name = 'activities' and known.city_id = '*'
cross join unnest(activities.partners) as one (partner_id)
where activities.usefulness is not null and activities.held_on <= known.facts_until
order by activities.network_id, one.partner_id, activities.held_on
