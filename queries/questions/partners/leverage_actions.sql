-- meaning: The joint actions behind the leverage: what each cost the programme and what its partners put in.
-- meaning_fr: Les actions conjointes derrière l'effet de levier : ce que chacune a coûté au programme
--   et ce que ses partenaires y ont apporté.
-- grain: one row per joint action
-- grain_fr: une ligne par action conjointe
-- counting: Joint actions begun by the data date and not cancelled that state a cost.
-- counting_fr: Actions conjointes commencées à la date des données, non annulées et dont un coût est connu.
-- source: the actions table
-- source_fr: la table des actions
-- table: actions
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
select
    action_id, title, size, starts_on, cost_programme, cost_partner_cash, cost_partner_in_kind, currency
from actions
where network_id = $network
    and starts_on <= least($data_date, told_until($network, 'actions'))
    and state_known(status, starts_on, ends_on, planned_end_on, $network, $data_date) <> 'cancelled'
    and coalesce(cost_programme, cost_partner_cash, cost_partner_in_kind) is not null
order by currency, starts_on, action_id
