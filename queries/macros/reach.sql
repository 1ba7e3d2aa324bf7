-- Reach on a day: whole months from the monthly tables, the day's own month from the facts, which are sorted by date.
-- So the work grows with cities, partners and months, not with activities.

-- Whom a segment of the audience stands for: people from outside, the member cities' own staff and elected, the press, or
-- people of whom the file does not say who they are.
create or replace macro reach_group(segment) as
    case
        when segment in ('city_staff', 'elected') then 'own' when segment = 'press' then 'press'
        when segment = 'unknown' then 'unsaid' else 'outside'
    end;

-- Whether it is people from outside: the audience that is looked for, and the only one that can be a new one.
create or replace macro is_outside(segment) as reach_group(segment) = 'outside';

-- Whether cities were chosen, by name, country or theme.
create or replace macro has_city_choice(cities_, countries_, themes_) as
    cities_::varchar[] is not null or countries_::varchar[] is not null or themes_::varchar[] is not null;

-- The groups of cities with at least one chosen city.
create or replace macro chosen_city_sets(cities_, countries_, themes_) as table
select city_set
from city_sets
where list_has_any(city_sets.cities, (
    select coalesce(list(c.city_id), [])
    from cities as c
    where chosen(cities_, c.city_id) and chosen(countries_, c.country) and chosen(themes_, c.theme)
));

-- Which ventilation of the monthly tables answers a choice; none does when cities and sectors are both chosen.
create or replace macro split_for(cities_, countries_, themes_, sectors_) as
    case
        when not has_city_choice(cities_, countries_, themes_) and sectors_::varchar[] is null then 'all'
        when sectors_::varchar[] is null then 'cities'
        when not has_city_choice(cities_, countries_, themes_) then 'sectors'
        else 'none'
    end;

-- First day to be read from the facts: of the day's own month, or of all time when no ventilation answers.
create or replace macro facts_from(day, split) as
    case when split = 'none' then date '0001-01-01' else date_trunc('month', day)::date end;

-- Persons by month and kind of activity.
create or replace macro reach_at(of_network, day, cities_, countries_, themes_, sectors_) as table
with parts as (
    select month, kind, activities, counted, engagements, outside, unsaid, new_persons, persons_with_new, media, city_set, sector_mask
    from reach_months
    where network_id = of_network
        and split = split_for(cities_, countries_, themes_, sectors_)
        and month < date_trunc('month', day::date)
    union all
    select
        date_trunc('month', held_on)::date, kind, 1, if(engagements is null, 0, 1),
        engagements, outside, unsaid, new_persons, persons_with_new, media, city_set, sector_mask
    from activity_facts
    where network_id = of_network
        and held_on <= day
        and held_on >= facts_from(day::date, split_for(cities_, countries_, themes_, sectors_))
)

select
    month,
    kind,
    sum(activities)::bigint as activities,
    sum(counted)::bigint as counted,
    sum(engagements)::bigint as engagements,
    sum(outside)::bigint as outside,
    sum(unsaid)::bigint as unsaid,
    sum(new_persons)::bigint as new_persons,
    sum(persons_with_new)::bigint as persons_with_new,
    sum(media)::bigint as media
from parts
where (not has_city_choice(cities_, countries_, themes_)
        or city_set in (from chosen_city_sets(cities_, countries_, themes_)))
    and (sectors_::varchar[] is null or sector_mask & sectors_mask(sectors_) <> 0)
group by month, kind;

-- The day of the hundredth newest activity; of fewer than a hundred, the first day of all.
create or replace macro day_of_newest_hundred(held_on) as coalesce(max(held_on, 100)[100], min(held_on));
