-- Reach on a day: whole months from the monthly tables, the day's own month from the facts, which are sorted by date.
-- So the work grows with cities, partners and months, not with activities.

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
    select month, kind, activities, counted, engagements, new_persons, persons_with_new, media, city_set, sector_mask
    from reach_months
    where network_id = of_network
        and split = split_for(cities_, countries_, themes_, sectors_)
        and month < date_trunc('month', day::date)
    union all
    select
        date_trunc('month', held_on)::date, kind, 1, if(engagements is null, 0, 1),
        engagements, new_persons, persons_with_new, media, city_set, sector_mask
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
    sum(new_persons)::bigint as new_persons,
    sum(persons_with_new)::bigint as persons_with_new,
    sum(media)::bigint as media
from parts
where (not has_city_choice(cities_, countries_, themes_)
        or city_set in (from chosen_city_sets(cities_, countries_, themes_)))
    and (sectors_::varchar[] is null or sector_mask & sectors_mask(sectors_) <> 0)
group by month, kind;

-- Persons by segment; largest: the most counted at one activity.
create or replace macro segments_at(of_network, day, cities_, countries_, themes_, sectors_) as table
with sittings as (
    select
        counts.segment, facts.city_set, facts.sector_mask,
        sum(counts.engagements) as engagements, sum(counts.new_persons) as new_persons,
        sum(counts.persons_with_new) as persons_with_new, sum(counts.media) as media
    from audience_facts as counts
    join activity_facts as facts on facts.activity_no = counts.activity_no
    where counts.network_id = of_network
        and counts.held_on between facts_from(day::date, split_for(cities_, countries_, themes_, sectors_)) and day
        and facts.held_on between facts_from(day::date, split_for(cities_, countries_, themes_, sectors_)) and day
        and (not has_city_choice(cities_, countries_, themes_)
            or city_set in (from chosen_city_sets(cities_, countries_, themes_)))
        and (sectors_::varchar[] is null or sector_mask & sectors_mask(sectors_) <> 0)
    group by counts.segment, facts.city_set, facts.sector_mask, counts.activity_no
),

parts as (
    select segment, engagements, new_persons, persons_with_new, largest, media, city_set, sector_mask
    from segment_months
    where network_id = of_network
        and split = split_for(cities_, countries_, themes_, sectors_)
        and month < date_trunc('month', day::date)
    union all
    select segment, engagements, new_persons, persons_with_new, engagements, media, city_set, sector_mask
    from sittings
)

select
    segment,
    sum(engagements)::bigint as engagements,
    sum(new_persons)::bigint as new_persons,
    sum(persons_with_new)::bigint as persons_with_new,
    max(largest)::bigint as largest,
    sum(media)::bigint as media
from parts
where (not has_city_choice(cities_, countries_, themes_)
        or city_set in (from chosen_city_sets(cities_, countries_, themes_)))
    and (sectors_::varchar[] is null or sector_mask & sectors_mask(sectors_) <> 0)
group by segment;

-- Activities of the day's own month that name partners, with their persons.
create or replace macro own_month_activities(of_network, day) as table
select
    activities.partners, activities.cities, facts.partners as n_partners, activities.held_on, activities.kind,
    activities.message,
    facts.engagements, facts.new_persons, facts.persons_with_new, facts.media
from activities
join activity_facts as facts on facts.activity_no = activities.rowid
where activities.network_id = of_network
    and activities.held_on between date_trunc('month', day::date)::date and day::date
    and facts.held_on between date_trunc('month', day::date)::date and day::date;

-- Persons by partner, month and kind; one_partner NULL means all of them.
create or replace macro partner_reach_at(of_network, day, one_partner) as table
select
    partner_id, month, kind, activities, engagements, shared_engagements, new_persons, persons_with_new, media,
    first_on, last_on
from partner_months
where network_id = of_network
    and month < date_trunc('month', day::date)
    and (one_partner::varchar is null or partner_id = one_partner)
union all
select
    one.partner_id, date_trunc('month', held_on)::date, kind, 1, engagements, engagements / n_partners, new_persons,
    persons_with_new, media, held_on, held_on
from own_month_activities(of_network, day), unnest(partners) as one (partner_id)
where one_partner::varchar is null or one.partner_id = one_partner;

-- City and partner together in activities: the years, months and days that make up the time until a day.
create or replace macro pair_parts_at(of_network, day, one_partner) as table
select city_id, partner_id, activities, engagements, first_on, last_on
from city_partner_periods
where network_id = of_network
    and (period = 'year' and starts_on < date_trunc('year', day::date)
        or period = 'month' and starts_on >= date_trunc('year', day::date)
        and starts_on < date_trunc('month', day::date))
    and (one_partner::varchar is null or partner_id = one_partner)
union all
select place.city_id, one.partner_id, 1, engagements, held_on, held_on
from own_month_activities(of_network, day), unnest(partners) as one (partner_id), unnest(cities) as place (city_id)
where one_partner::varchar is null or one.partner_id = one_partner;

-- The same, summed: one row per city and partner.
create or replace macro pairs_at(of_network, day, one_partner) as table
select
    city_id,
    partner_id,
    sum(activities)::bigint as activities,
    sum(engagements)::bigint as engagements,
    min(first_on) as first_on,
    max(last_on) as last_on
from pair_parts_at(of_network, day, one_partner)
group by city_id, partner_id;

-- Stays of a network's partnerships in their stages up to a day; left_on NULL: still there.
create or replace macro stays_at(of_network, day) as table
select
    stages.partnership_id,
    partnerships.partner_id,
    partnerships.city_id,
    stages.stage,
    stages.entered_on,
    lead(stages.entered_on) over (partition by stages.partnership_id order by stages.entered_on) as left_on
from stages
join partnerships on partnerships.partnership_id = stages.partnership_id
where partnerships.network_id = of_network and stages.entered_on <= day;

-- Needs that cities have expressed by a day, each with the active partnership that meets it: the city's own first,
-- then one made with the network as a whole, which serves every city; of these the oldest.
create or replace macro needs_at(of_network, day) as table
with meeting as (
    select
        needs.city_id,
        needs.role,
        min_by(
            struct_pack(partnership_id := p.partnership_id, partner_id := p.partner_id, partner := p.name,
                is_own := p.city_id is not null),
            (p.city_id is null, p.starts_on, p.partnership_id)
        ) as met_by
    from needs
    join partnerships_at(of_network, day) as p
        on p.role = needs.role and p.is_active and (p.city_id = needs.city_id or p.city_id is null)
    group by needs.city_id, needs.role
)

select
    needs.city_id,
    members.name as city,
    members.country,
    members.language,
    members.theme,
    needs.role,
    needs.priority,
    needs.expressed_on,
    case when needs.met_on <= day then needs.met_on end as met_on,
    meeting.met_by is not null as is_met,
    meeting.met_by.partnership_id as partnership_id,
    meeting.met_by.partner_id as partner_id,
    meeting.met_by.partner as partner
from needs
join members_at(of_network, day) as members on members.city_id = needs.city_id and members.is_member
left join meeting on meeting.city_id = needs.city_id and meeting.role = needs.role
where needs.expressed_on <= day;
