-- meaning: What came of each partner: common ground, completed joint actions, scaled ones, the future after the funding.
-- meaning_fr: Ce que chaque partenaire a donné : terrain d'entente, actions conjointes terminées, actions déployées, suite après le financement.
-- grain: one row per partner
-- grain_fr: une ligne par partenaire
-- counting: A joint action is completed when it has ended by the data date and was not cancelled.
-- counting_fr: Une action conjointe est terminée si elle a pris fin à la date des données sans avoir été annulée.
-- source: Cadence's own definition
-- table: partners
-- trace completed: count(*) from table actions
--   where network_id = $network and list_contains(partners, answer.partner_id)
--   and action_state(status, starts_on, action_end(status, ends_on, planned_end_on), $data_date) = 'concluded'
-- trace scaled: count(*) filter (size = 'scaled') from table actions
--   where network_id = $network and list_contains(partners, answer.partner_id)
--   and action_state(status, starts_on, action_end(status, ends_on, planned_end_on), $data_date) = 'concluded'
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column has_common_ground: yes or no, whether a partnership with it ever reached networking or further by the data
--   date
-- column completed: count of actions, joint ones that name the partner and were concluded by the data date
-- column scaled: count of actions, of those that were scaled actions
-- column is_continuing: yes or no, whether an active partnership is planned to go on after the funding or, once that
--   has ended, is active
-- column is_silent: yes or no, whether it would continue, but all such partnerships of it are silent
-- column step: code, the furthest step it stands on: identified, contacted, common_ground, joint_action,
--   repeated_or_scaled, and planned_to_continue or, once the funding has ended, continuing; null when none is recorded
select
    partner_id, name, sector, has_common_ground, completed, scaled, is_continuing, is_silent,
    case
        when not has_common_ground then ['identified', 'contacted'][highest + 1]
        when completed = 0 then 'common_ground'
        when completed = 1 and scaled = 0 then 'joint_action'
        when not is_continuing then 'repeated_or_scaled'
        when (select funding_ends_on < $data_date from networks where network_id = $network) then 'continuing'
        else 'planned_to_continue'
    end as step
from partner_yield_now
where partner_id in (
    select p.partner_id
    from partnerships_now as p
    where chosen($cities, p.city_id) and chosen($countries, p.city_country) and chosen($themes, p.city_theme)
        and chosen($sectors, p.sector) and chosen($roles, p.role)
)
order by completed desc, name, partner_id
