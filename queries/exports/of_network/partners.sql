-- meaning: The partners that one network has something to do with.
-- meaning_fr: Les partenaires avec lesquels un réseau a affaire.
-- grain: one row per partner
-- grain_fr: une ligne par partenaire
-- counting: A partnership, a joint action or an activity of the network names the partner. The tables named here are
--   already those of the network.
-- counting_fr: Un partenariat, une action conjointe ou une activité du réseau nomme le partenaire. Les tables nommées ici
--   sont déjà celles du réseau.
select *
from published_partners
where
    partner_id in (select partner_id from partnerships)
    or partner_id in (select unnest(partners) from actions)
    or partner_id in (select unnest(partners) from activities)
