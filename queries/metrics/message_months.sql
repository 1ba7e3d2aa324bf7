-- meaning: Joint communications of each month by the message they carried, for the network as a whole and for each partner.
-- meaning_fr: Communications conjointes de chaque mois selon le message porté, pour l'ensemble du réseau et pour chaque partenaire.
-- grain: one row per network, month, message and partner; partner NULL: the network as a whole
-- grain_fr: une ligne par réseau, mois, message et partenaire ; partenaire NULL : l'ensemble du réseau
with communications as (
    select
        network_id, date_trunc('month', held_on)::date as month, message, partner_set,
        count(*) as communications, sum(media) as media, max(held_on) as last_on
    from activity_facts
    where kind = 'joint_communication'
    group by network_id, month, message, partner_set
)

select
    network_id, month, message, null::varchar as partner_id,
    sum(communications)::bigint as communications, sum(media)::bigint as media, max(last_on) as last_on
from communications
group by network_id, month, message
union all
select network_id, month, message, one.partner_id, sum(communications)::bigint, sum(media)::bigint, max(last_on)
from communications
join partner_sets using (partner_set)
cross join unnest(members) as one (partner_id)
group by network_id, month, message, one.partner_id
