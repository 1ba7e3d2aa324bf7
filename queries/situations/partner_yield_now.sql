-- meaning: What came of each partner of a network by the data date.
-- meaning_fr: Ce que chaque partenaire d'un réseau a donné à la date des données.
-- grain: one row per partner with a partnership or a joint action
-- grain_fr: une ligne par partenaire ayant un partenariat ou une action conjointe
-- counting: is_continuing: before the funding ends, an active partnership is planned to go on after it; afterwards, one is
--   active. is_silent: it would continue, but all such partnerships of it are silent.
-- counting_fr: is_continuing : avant la fin du financement, un partenariat actif doit se poursuivre au-delà ; ensuite, un est
--   actif. is_silent : il continuerait, mais tous ses partenariats de cette sorte sont silencieux.
-- known: actions
with grounds as (
    select
        p.partner_id,
        any_value(p.name) as name,
        any_value(p.sector) as sector,
        coalesce(max(p.highest) >= 2, false) as has_common_ground,
        max(p.highest) as highest,
        coalesce(bool_or(last.is_active and (n.funding_ends_on < $data_date or p.is_planned_after_funding)), false) as is_continuing,
        coalesce(bool_or(last.is_silent and (n.funding_ends_on < $data_date or p.is_planned_after_funding)), false)
        and not is_continuing as is_silent
    from partnerships_now as p
    join last_activities_now as last using (partnership_id)
    join networks as n on n.network_id = p.network_id
    where p.known_on is not null
    group by p.partner_id
),

done as (
    select one.partner_id, count(*) as completed, count(*) filter (size = 'scaled') as scaled
    from action_facts, unnest(partners) as one (partner_id)
    where network_id = $network and action_state(status, starts_on, ended_on, $data_date) = 'concluded'
    group by one.partner_id
)

select
    partners.partner_id,
    partners.name,
    partners.sector,
    coalesce(grounds.has_common_ground, false) as has_common_ground,
    grounds.highest,
    coalesce(done.completed, 0) as completed,
    coalesce(done.scaled, 0) as scaled,
    coalesce(grounds.is_continuing, false) as is_continuing,
    coalesce(grounds.is_silent, false) as is_silent
from partners
left join grounds on grounds.partner_id = partners.partner_id
left join done on done.partner_id = partners.partner_id
where grounds.partner_id is not null or done.partner_id is not null
