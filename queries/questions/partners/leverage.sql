-- meaning: What partners add to the programme's own spending on joint actions.
-- meaning_fr: Ce que les partenaires ajoutent aux dépenses du programme pour les actions conjointes.
-- grain: one row per currency
-- grain_fr: une ligne par devise
-- formula: leverage = (partner cash + partner in kind) / programme spend
-- formula_fr: effet de levier = (apports en argent + en nature des partenaires) / dépenses du programme
-- counting: Joint actions begun by the data date and not cancelled. Currencies are never added together. with_cash: actions with partner cash secured.
-- counting_fr: Actions conjointes commencées à la date des données et non annulées. Les devises ne s'additionnent jamais. with_cash : actions ayant un apport en argent acquis.
-- source: Cadence's own definition
-- source_fr: définition propre à Cadence
-- known: actions
-- rows: leverage_actions
-- mark: coalesce(currency, '') = answer.currency
-- trace actions: count(*)
-- trace with_cash: count(*) filter (cost_partner_cash > 0)
-- trace programme_spend: sum(cost_programme)
-- trace partner_cash: sum(cost_partner_cash)
-- trace partner_in_kind: sum(cost_partner_in_kind)
-- trace leverage: sum(coalesce(cost_partner_cash, 0) + coalesce(cost_partner_in_kind, 0))
--   / nullif(sum(cost_programme), 0)
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column currency: code, ISO 4217 code of the currency of the costs; empty text when it is not given
-- column actions: count of actions, begun, not cancelled and with a cost
-- column with_cash: count of actions, of those with partner cash above 0
-- column programme_spend: amount in the currency, cost to the programme; null when no action states it
-- column partner_cash: amount in the currency, money the partners put in; null when no action states it
-- column partner_in_kind: amount in the currency, worth of what the partners gave in kind; null when no action states
--   it
-- column leverage: ratio, partner cash and in kind over programme spend; null when leverage_why says why
-- column leverage_why: code, no_programme_spend when that is unknown or 0; else null
select
    coalesce(currency, '') as currency,
    count(*) as actions,
    count(*) filter (cost_partner_cash > 0) as with_cash,
    sum(cost_programme) as programme_spend,
    sum(cost_partner_cash) as partner_cash,
    sum(cost_partner_in_kind) as partner_in_kind,
    (coalesce(sum(cost_partner_cash), 0) + coalesce(sum(cost_partner_in_kind), 0)) / nullif(sum(cost_programme), 0) as leverage,
    case when coalesce(sum(cost_programme), 0) = 0 then 'no_programme_spend' end as leverage_why
from action_facts
where network_id = $network
    and starts_on <= $data_date
    and action_state(status, starts_on, ended_on, $data_date) <> 'cancelled'
    and (cost_programme is not null or cost_partner_cash is not null or cost_partner_in_kind is not null)
group by all
order by currency
