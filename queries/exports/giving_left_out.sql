-- meaning: Money for joint actions that the 360Giving file cannot hold, and why.
-- meaning_fr: L'argent des actions conjointes que le fichier 360Giving ne peut pas contenir, et pourquoi.
-- grain: one row per reason that occurs
-- grain_fr: une ligne par raison rencontrée
select why, count(*) as n
from (
    select
        case
            when coalesce(actions.starts_on, actions.planned_start_on) is null then 'no_day'
            when cost_programme > 0 and networks.funder is null then 'no_funder'
        end as why
    from actions
    join networks using (network_id)
    where status <> 'pipeline' and (cost_programme > 0 or cost_partner_cash > 0)
    union all
    select 'several_partners' from actions where status <> 'pipeline' and cost_partner_cash > 0 and len(partners) > 1
)
where why is not null
group by why
order by why
