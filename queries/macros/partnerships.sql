-- Partnerships as known on a day. Whether a partnership is active is decided here and nowhere else.

-- Place on the stage ladder (Himmelman), 0 identified to 5 collaborating; NULL for closed or no stage.
create or replace macro stage_level(stage) as
    case stage
        when 'identified' then 0 when 'contacted' then 1 when 'networking' then 2
        when 'coordinating' then 3 when 'cooperating' then 4 when 'collaborating' then 5
    end;

-- Active: begun on or before the day, not ended before it, and not at stage closed.
create or replace macro partnership_is_active(starts_on, ends_on, stage, day) as
    coalesce(starts_on <= day and (ends_on is null or ends_on >= day) and stage is distinct from 'closed', false);

-- Whether a value passes a filter; a filter that is NULL lets everything pass.
create or replace macro chosen(filter, value) as
    filter::varchar[] is null or coalesce(list_contains(filter::varchar[], value), false);

-- A need of priority 1 counts three times one of priority 3.
create or replace macro need_weight(priority) as 4 - priority;

-- Light of a partnership by the days since its last activity: one quarter, two quarters, beyond.
create or replace macro freshness_light(days) as
    case
        when days is null then 'never'
        when days <= setting('silent_days') / 2 then 'fresh'
        when days <= setting('silent_days') then 'ageing'
        else 'silent'
    end;

-- Cities of a network that had joined by a day, and whether they were still members of it.
create or replace macro members_at(of_network, day) as table
select city_id, name, country, language, theme, joined_on, left_on, coalesce(left_on > day, true) as is_member
from cities
where network_id = of_network and joined_on <= day;

-- Every partnership of a network with its partner, its stage and state on a day.
-- highest: highest place on the ladder ever reached by then; known_on: first stage or start.
create or replace macro partnerships_at(of_network, day) as table
with reached as (
    select
        partnership_id,
        max_by(stage, entered_on) as stage,
        max(entered_on) as stage_on,
        max(stage_level(stage)) as highest,
        max_by(stage, entered_on) filter (stage <> 'closed') as last_open_stage,
        min(entered_on) as first_on,
        min(entered_on) filter (stage_level(stage) >= 2) as common_ground_on
    from stages
    where entered_on <= day
    group by partnership_id
)

select
    partnerships.* exclude (_file, _line),
    partners.name,
    partners.sector,
    partners.country,
    partners.first_contact_on,
    reached.stage,
    reached.stage_on,
    reached.highest,
    reached.last_open_stage,
    reached.common_ground_on,
    coalesce(partnerships.starts_on <= day, false) as has_started,
    partnership_is_active(partnerships.starts_on, partnerships.ends_on, reached.stage, day) as is_active,
    least(reached.first_on, case when partnerships.starts_on <= day then partnerships.starts_on end) as known_on
from partnerships
join partners on partners.partner_id = partnerships.partner_id
left join reached on reached.partnership_id = partnerships.partnership_id
where partnerships.network_id = of_network;

-- The same, for chosen cities, countries, themes, sectors and roles. Choosing cities leaves out the partnerships
-- made with the network as a whole.
create or replace macro chosen_partnerships(of_network, day, cities_, countries_, themes_, sectors_, roles_) as table
select p.*
from partnerships_at(of_network, day) as p
left join cities on cities.city_id = p.city_id
where chosen(cities_, p.city_id)
    and chosen(countries_, cities.country)
    and chosen(themes_, cities.theme)
    and chosen(sectors_, p.sector)
    and chosen(roles_, p.role);
