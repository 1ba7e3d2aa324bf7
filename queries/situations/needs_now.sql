-- meaning: Needs that member cities have expressed by the data date, each with the partnership that meets it.
-- meaning_fr: Besoins exprimés par les villes membres à la date des données, chacun avec le partenariat qui y répond.
-- grain: one row per need of a member city
-- grain_fr: une ligne par besoin d'une ville membre
-- counting: Met: by an active partnership that is not silent. The city's own partnership comes first, then one made with the
--   network as a whole, which serves every city; of these the oldest.
-- counting_fr: Couvert : par un partenariat actif et non silencieux. Le partenariat de la ville d'abord, puis celui conclu avec
--   l'ensemble du réseau, qui sert toutes les villes ; le plus ancien d'entre eux.
with meeting as (
    select
        needs.city_id,
        needs.role,
        min_by(
            struct_pack(partnership_id := p.partnership_id, partner_id := p.partner_id, partner := p.name,
                is_active := last.is_active),
            (not last.is_active, p.city_id is null, p.starts_on, p.partnership_id)
        ) as met_by
    from needs
    join partnerships_now as p
        on p.role = needs.role and p.is_under_way and (p.city_id = needs.city_id or p.city_id is null)
    join last_activities_now as last on last.partnership_id = p.partnership_id
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
    case when needs.met_on <= $data_date then needs.met_on end as met_on,
    coalesce(meeting.met_by.is_active, false) as is_met,
    meeting.met_by is not null and not is_met as is_met_by_silent,
    meeting.met_by.partnership_id as partnership_id,
    meeting.met_by.partner_id as partner_id,
    meeting.met_by.partner as partner
from needs
join members_now as members on members.city_id = needs.city_id and members.is_member
left join meeting on meeting.city_id = needs.city_id and meeting.role = needs.role
where needs.expressed_on <= $data_date
