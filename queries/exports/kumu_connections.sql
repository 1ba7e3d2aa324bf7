-- meaning: Who works with whom, where and on what, as connections of a Kumu map.
-- meaning_fr: Qui travaille avec qui, où et à quoi, liens d'une carte Kumu.
-- grain: one row per membership, partnership, partner in a joint action, city of a joint action, step from one action to
--   the next, or pair of partner and city that met in activities
-- grain_fr: une ligne par appartenance, partenariat, partenaire d'une action, ville d'une action, passage d'une action à la
--   suivante, ou couple de partenaire et ville réunis par des activités
-- formula: Strength: activities that brought partner and city together.
-- formula_fr: Strength : activités qui ont réuni le partenaire et la ville.
-- counting: Cities and actions of another network than the one asked for are left out. From and To are the IDs of the elements. A partnership without a city is one with the network. Stage: the newest. What is dated after the last day known is planned, and left out.
-- counting_fr: Les villes et actions d'un autre réseau que celui demandé sont laissées de côté. From et To sont les ID des éléments. Un partenariat sans ville est conclu avec le réseau. Stage : la plus récente. Ce qui est postérieur au dernier jour connu est prévu, et laissé de côté.
-- source: https://docs.kumu.io/guides/import/import
select
    'city-' || city_id as "From", 'network-' || network_id as "To", 'member' as "Type", 'member-' || city_id as "ID",
    null as role, null as stage, joined_on::varchar as "Starts", left_on::varchar as "Ends", null::bigint as "Strength",
    1 as position
from cities
union all
select
    'partner-' || partner_id, if(city_id is null, 'network-' || network_id, 'city-' || city_id), 'partnership',
    'partnership-' || partnership_id, role,
    (select max_by(stage, entered_on) from stages
        where stages.partnership_id = partnerships.partnership_id
            and entered_on <= told_until(partnerships.network_id, 'stages')),
    starts_on::varchar, ends_on::varchar, null, 2
from partnerships
union all
select 'partner-' || one.partner_id, 'action-' || action_id, 'acts', concat_ws('-', 'acts', action_id, one.partner_id),
    null, null, null, null, null, 3
from actions, unnest(partners) as one (partner_id)
union all
select 'action-' || action_id, 'city-' || place.city_id, 'takes_place', concat_ws('-', 'place', action_id, place.city_id),
    null, null, null, null, null, 4
from actions, unnest(actions.cities) as place (city_id)
where place.city_id in (select city_id from cities)
union all
select 'action-' || grew_from, 'action-' || action_id, 'grew_into', 'grew-' || action_id, null, null, null, null, null, 5
from actions
where grew_from in (select action_id from actions)
union all
select 'partner-' || one.partner_id, 'city-' || place.city_id, 'activities',
    concat_ws('-', 'activities', one.partner_id, place.city_id), null, null, min(held_on)::varchar, max(held_on)::varchar,
    count(*), 6
from activities, unnest(activities.partners) as one (partner_id), unnest(activities.cities) as place (city_id)
where place.city_id in (select city_id from cities) and held_on <= told_until(activities.network_id, 'activities')
group by one.partner_id, place.city_id
order by position, "ID"
