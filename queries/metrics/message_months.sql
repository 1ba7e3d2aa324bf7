-- meaning: Joint communications of each month by the message they carried, for the network as a whole and for each partner.
-- meaning_fr: Communications conjointes de chaque mois selon le message porté, pour l'ensemble du réseau et pour chaque partenaire.
-- grain: one row per network, month, message and partner; partner NULL: the network as a whole
-- grain_fr: une ligne par réseau, mois, message et partenaire ; partenaire NULL : l'ensemble du réseau
with communications as (
    select
        activities.network_id, date_trunc('month', activities.held_on)::date as month,
        activities.message, activities.partners, activities.held_on, facts.media
    from activities
    join activity_facts as facts on facts.activity_no = activities.rowid
    where activities.kind = 'joint_communication'
)

select network_id, month, message, null::varchar as partner_id, count(*) as communications, sum(media)::bigint as media,
    max(held_on) as last_on
from communications
group by network_id, month, message
union all
select network_id, month, message, one.partner_id, count(*), sum(media)::bigint, max(held_on)
from communications, unnest(partners) as one (partner_id)
group by network_id, month, message, one.partner_id
