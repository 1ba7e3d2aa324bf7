-- meaning: Which messages the network and its partners sent out together, and how many contacts the media made with them.
-- meaning_fr: Quels messages le réseau et ses partenaires ont diffusés ensemble, et combien de contacts les médias ont faits avec eux.
-- grain: one row per message; the row without message holds the communications that carried none
-- grain_fr: une ligne par message ; la ligne sans message réunit les communications qui n'en portaient pas
-- counting: Activities of kind joint_communication up to the data date. Media reach counts contacts, not persons, and is never added to engagements.
-- counting_fr: Activités de nature communication conjointe, jusqu'à la date des données. La portée médias compte des contacts, non des personnes, et ne s'ajoute jamais aux participations.
-- source: Cadence's own definition
-- source_fr: définition propre à Cadence
-- known: activities
-- rows: held_activities
-- mark: kind = 'joint_communication' and message is not distinct from answer.message
-- trace communications: count(*)
-- trace media: sum(if(channel = 'media', persons, 0)) from counted_audience
--   where kind = 'joint_communication' and message is not distinct from answer.message
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column message: text, the network message they carried; null for those that carried none
-- column communications: count of activities, of kind joint_communication with that message, and with the partner when
--   one is chosen
-- column media: persons, reached through the channel media, as contacts: one person may count twice; null where nobody
--   was counted
-- column last_on: date, of the last of them
with parts as (
    select message, communications, media, last_on
    from message_months
    where network_id = $network
        and month < date_trunc('month', $data_date::date)
        and partner_id is not distinct from $partner::varchar
    union all
    select message, activities, media, last_on
    from own_month_now
    where kind = 'joint_communication'
        and ($partner::varchar is null
            or partner_set in (select partner_set from partner_sets where list_contains(members, $partner)))
)

select message, sum(communications)::bigint as communications, sum(media)::bigint as media, max(last_on) as last_on
from parts
group by message
order by communications desc, message
