-- meaning: How many partners stand on each rung: common ground, a small test together, a scaled action together.
-- meaning_fr: Combien de partenaires à chaque échelon : terrain d'entente, petit test ensemble, action à grande échelle ensemble.
-- grain: one row per rung
-- grain_fr: une ligne par échelon
-- formula: Partners that ever stood at networking or further; partners of small tests begun; partners of scaled actions begun.
-- formula_fr: Partenaires ayant un jour atteint la mise en réseau ou plus ; partenaires de petits tests commencés ;
--   partenaires d'actions à grande échelle commencées.
-- counting: A rung of which nothing is recorded, no stage or no small test in the network, has no count. Each partner once per rung; a partner may stand on the third rung without having stood on the second.
-- counting_fr: Un échelon dont rien n'est consigné, aucune étape ou aucun petit test dans le réseau, n'a pas de compte. Chaque partenaire une fois par échelon ; un partenaire peut être au troisième sans être passé par le deuxième.
-- source: the actions, partnerships and stages tables
-- source_fr: les tables actions, partenariats et étapes
-- known: actions
-- rows: action_lineages
-- mark: size = answer.rung and state in ('running', 'concluded', 'suspended') and len(partner_names) > 0
-- trace position: list_position(['common_ground', 'small_test', 'scaled'], answer.rung)
--   from table networks where network_id = $network
-- trace partners: case when answer.rung = 'scaled' or (answer.rung = 'small_test' and has_tests($network))
--     or (answer.rung = 'common_ground'
--       and (select count(*) from stages join partnerships using (partnership_id) where network_id = $network) > 0)
--   then count(*) end from partner_rungs where
--   case answer.rung
--     when 'common_ground' then has_common_ground
--     when 'small_test' then has_small_test
--     else has_scaled
--   end
-- trace actions: case when answer.rung <> 'common_ground' then count(*) end
-- mark partnerships: network_id = $network
-- mark actions: network_id = $network
-- mark stages: partnership_id in (select p.partnership_id from partnerships as p where p.network_id = $network)
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column position: number, place of the rung: 1, 2 or 3
-- column rung: code, common_ground, small_test or scaled
-- column partners: count of partners, on the rung, each once; null for common_ground while no stage is published, for
--   small_test while none is recorded
-- column actions: count of actions, of that size begun and not cancelled, that name a partner; null for common_ground
with ground as (
    select distinct partnerships.partner_id
    from stages
    join partnerships using (partnership_id)
    where
        partnerships.network_id = $network
        and has_common_ground(stages.stage)
        and stages.entered_on <= $data_date::date
),

begun as (
    select action_id, size, unnest(partners) as partner_id
    from action_facts
    where
        network_id = $network
        and action_state(status, starts_on, ended_on, $data_date::date) in ('running', 'concluded', 'suspended')
),

rungs as (
    -- Without any stage published nothing is known about common ground.
    select 1 as position, 'common_ground' as rung,
        case when exists (from stages join partnerships using (partnership_id) where network_id = $network) then count(*) end as partners,
        null::bigint as actions
    from ground
    union all
    select 2, 'small_test', case when has_tests($network) then count(distinct partner_id) end, count(distinct action_id)
    from begun
    where size = 'small_test'
    union all
    select 3, 'scaled', count(distinct partner_id), count(distinct action_id) from begun where size = 'scaled'
)

select position, rung, partners, actions
from rungs
order by position
