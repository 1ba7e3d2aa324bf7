-- meaning: Every partner of a network that is published, whatever is known of the work with it.
-- meaning_fr: Chaque partenaire publié d'un réseau, quoi que l'on sache du travail mené avec lui.
-- grain: one row per partner
-- grain_fr: une ligne par partenaire
-- counting: Partners named by a partnership, an activity or a joint action of the network, on any day, and those that no
--   network names at all.
-- counting_fr: Les partenaires que cite un partenariat, une activité ou une action conjointe du réseau, à toute date, et ceux
--   qu'aucun réseau ne cite.
-- source: the partners table
-- source_fr: la table des partenaires
-- table: partners
-- trace completed: count(*) from table actions
--   where network_id = $network and list_contains(partners, answer.partner_id)
--   and action_state(status, starts_on, action_end(status, ends_on, planned_end_on), $data_date) = 'concluded'
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column completed: count of actions, joint ones that name the partner and were concluded by the data date
select known.partner_id, known.name, known.sector, coalesce(y.completed, 0) as completed
from partners_of($network) as known
left join partner_yield_now as y on y.partner_id = known.partner_id
order by completed desc, strip_accents(lower(known.name)), known.partner_id
