-- meaning: Money given for joint actions, in the shape of the 360Giving Data Standard.
-- meaning_fr: L'argent donné pour les actions conjointes, sous la forme de la norme 360Giving.
-- grain: one row per sum of money: the funder's for an action, or one partner's cash for it
-- grain_fr: une ligne par somme : celle du bailleur pour une action, ou l'apport financier d'un partenaire
-- formula: Programme: cost_programme, from the network's funder to the network. Partner: cost_partner_cash, from the
--   partner to the network. Award Date: the day the action started, else the day it was to start.
-- formula_fr: Programme : cost_programme, du bailleur du réseau vers le réseau. Partenaire : cost_partner_cash, du partenaire
--   vers le réseau. Award Date : le jour où l'action a commencé, sinon celui où elle devait commencer.
-- counting: Contributions in kind are no grants. An action in the pipeline has been awarded nothing yet. The cash of several
--   partners together is left out, since who gave how much is not recorded; so is money without a named funder or a day.
-- counting_fr: Les apports en nature ne sont pas des subventions. Une action en préparation n'a encore rien reçu. L'apport
--   commun de plusieurs partenaires est laissé de côté, car la part de chacun n'est pas connue ; de même l'argent sans
--   bailleur nommé ou sans jour.
-- source: https://standard.threesixtygiving.org/en/latest/technical/reference/
select
    concat_ws('-', networks.prefix, money.action_id, money.kind) as "Identifier",
    if(length(actions.title) > 140, left(actions.title, 139) || '…', actions.title) as "Title",
    actions.currency as "Currency",
    format('{:.15g}', money.amount) as "Amount Awarded",
    coalesce(actions.starts_on, actions.planned_start_on)::varchar as "Award Date",
    if(actions.planned_start_on is null, null, actions.planned_start_on::varchar) as "Planned Dates:Start Date",
    if(actions.planned_start_on is null, null, actions.planned_end_on::varchar) as "Planned Dates:End Date",
    actions.starts_on::varchar as "Actual Dates:Start Date",
    if(actions.starts_on is null, null, actions.ends_on::varchar) as "Actual Dates:End Date",
    concat_ws('-', networks.prefix, networks.network_id) as "Recipient Org:Identifier",
    networks.name as "Recipient Org:Name",
    if(
        money.kind = 'partner',
        coalesce(partners.org_id, concat_ws('-', networks.prefix, partners.partner_id)),
        concat_ws('-', networks.prefix, 'funder', networks.funder_code)
    ) as "Funding Org:Identifier",
    coalesce(partners.name, networks.funder) as "Funding Org:Name",
    networks.network_id as "Grant Programme:Code",
    networks.name as "Grant Programme:Title",
    money.kind,
    actions.size,
    actions.title as action,
    (select list(name order by name) from cities where list_contains(actions.cities, city_id)) as city_names
from (
    select action_id, 'programme' as kind, cost_programme as amount, null as partner_id from actions
    union all
    select action_id, 'partner', cost_partner_cash, partners[1] from actions where len(partners) = 1
) as money
join actions using (action_id)
join (
    -- Without a prefix of its own the publisher's identifiers begin with the code of the network. A funder has no code: its
    -- name is made one; where letters are lost by that, a mark made of the whole tells two funders apart.
    select
        *,
        coalesce(nullif($prefix, ''), '360G-' || network_id) as prefix,
        replace(replace(strip_accents(lower(funder)), 'œ', 'oe'), 'æ', 'ae') as plain_funder,
        concat_ws(
            '-', regexp_replace(plain_funder, '[^a-z0-9]+', '-', 'g'),
            if(regexp_matches(regexp_replace(plain_funder, '[a-z]', '', 'g'), '\p{L}'), left(md5(plain_funder), 8), null)
        ) as funder_code
    from networks
) as networks on networks.network_id = actions.network_id
left join partners on partners.partner_id = money.partner_id
where
    money.amount > 0
    and actions.status <> 'pipeline'
    and coalesce(actions.starts_on, actions.planned_start_on) is not null
    and coalesce(partners.name, networks.funder) is not null
order by networks.network_id, actions.action_id, money.kind desc
