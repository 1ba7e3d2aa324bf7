-- meaning: What a city says it needs from partners, and who meets it.
-- meaning_fr: Ce qu'une ville dit attendre de partenaires, et qui y répond.
-- grain: one row per need expressed by the data date, the most pressing first
-- grain_fr: une ligne par besoin exprimé à la date des données, le plus pressant d'abord
-- counting: Met: a partnership of that role, with the city or with the network as a whole, is active at the data date and
--   not silent.
--   A city that has left has no needs any more.
-- counting_fr: Couvert : un partenariat de ce rôle, avec la ville ou avec l'ensemble du réseau, est actif et non silencieux
--   à la date des données. Une ville partie n'a plus de besoins.
-- source: Cadence's own convention
-- source_fr: convention propre à Cadence
-- table: needs
-- example: {"network": "astrolabe", "data_date": "2026-06-30", "city": "ndiassore"}
-- column role: code, what a partner should bring
-- column is_met: yes or no, whether an active partnership of that role that is not silent, with the city or the whole
--   network, meets it
-- column partner_id: code, the partner that meets it, or a silent one that would: the city's own first, then the
--   oldest partnership; null without one
-- column partner: name, of that partner; null without one
select city_id, role, priority, expressed_on, is_met, partner_id, partner
from needs_now
where city_id = $city
order by priority, is_met, role
