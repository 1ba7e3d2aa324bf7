-- meaning: Activities of the data date's own month, with the persons counted at them, by who took part.
-- meaning_fr: Activités du mois même de la date des données, avec les personnes comptées, selon les participants.
-- grain: one row per kind, message, group of cities and group of partners
-- grain_fr: une ligne par nature, message, groupe de villes et groupe de partenaires
-- counting: Months before it are in the monthly metric tables.
-- counting_fr: Les mois précédents sont dans les tables mensuelles.
-- known: activities
select
    kind,
    message,
    city_set,
    partner_set,
    count(*) as activities,
    sum(engagements)::bigint as engagements,
    sum(outside)::bigint as outside,
    sum(unsaid)::bigint as unsaid,
    sum(new_persons)::bigint as new_persons,
    sum(persons_with_new)::bigint as persons_with_new,
    sum(media)::bigint as media,
    min(held_on) as first_on,
    max(held_on) as last_on
from activity_facts
where network_id = $network and held_on between date_trunc('month', $data_date)::date and $data_date
group by kind, message, city_set, partner_set
