-- Partnerships as known on a day. Whether one is under way is decided here; whether it is active, which is under way
-- and not silent, in queries/situations/last_activities_now.sql: each there and nowhere else.

-- Place on the stage ladder, 0 the lowest; NULL for closed or no stage.
create or replace macro stage_level(stage) as level_of('stage', stage);

-- Common ground: at least at the rung of that name.
create or replace macro has_common_ground(stage) as coalesce(level_of('stage', stage) >= rung('stage', 'common_ground'), false);

-- Under way: begun on or before the day, not ended before it, and not at stage closed.
create or replace macro partnership_is_under_way(starts_on, ends_on, stage, day) as
    coalesce(starts_on <= day and (ends_on is null or ends_on >= day) and stage is distinct from 'closed', false);

-- Whether a value passes a filter; a filter that is NULL lets everything pass.
create or replace macro chosen(filter, value) as
    filter::varchar[] is null or coalesce(list_contains(filter::varchar[], value), false);

-- A need of priority 1 counts three times one of priority 3.
create or replace macro need_weight(priority) as 4 - priority;

-- Light of a partnership by the days since its last activity: one quarter, two quarters, beyond.
create or replace macro freshness_light(days, silent_days) as
    case
        when days is null then 'never'
        when days <= silent_days / 2 then 'fresh'
        when days <= silent_days then 'ageing'
        else 'silent'
    end;
