-- meaning: Every partnership of a network with its partner, its city, its stage and its state on the data date.
-- meaning_fr: Chaque partenariat d'un réseau avec son partenaire, sa ville, son étape et son état à la date des données.
-- grain: one row per partnership
-- grain_fr: une ligne par partenariat
-- counting: is_under_way: begun, not ended, not closed. highest: the highest place on the ladder ever reached by then; known_on: its first stage or its start. Without a
--   city it is made with the network as a whole.
-- counting_fr: is_under_way : commencé, non terminé, non clos. highest : le plus haut échelon jamais atteint alors ; known_on : sa première étape ou son début. Sans ville, il
--   est conclu avec l'ensemble du réseau.
-- known: partnerships
with known as (
    -- What is dated after the last day known is planned: not entered, not begun, not ended.
    select
        least($data_date, max(facts_until) filter (table_name = 'stages')) as stages_on,
        least($data_date, max(facts_until) filter (table_name = 'partnerships')) as partnerships_on
    from known_until
    where network_id = $network and city_id = '*'
),

reached as (
    select
        partnership_id,
        max_by(stage, entered_on) as stage,
        max(entered_on) as stage_on,
        max(stage_level(stage)) as highest,
        max_by(stage, entered_on) filter (stage <> 'closed') as last_open_stage,
        min(entered_on) as first_on,
        min(entered_on) filter (has_common_ground(stage)) as common_ground_on
    from stages
    where entered_on <= (select stages_on from known)
    group by partnership_id
)

select
    partnerships.* exclude (_file, _line),
    partners.name,
    partners.sector,
    partners.country,
    partners.first_contact_on,
    cities.country as city_country,
    cities.theme as city_theme,
    reached.stage,
    reached.stage_on,
    reached.highest,
    reached.last_open_stage,
    reached.common_ground_on,
    coalesce(partnerships.starts_on <= known.partnerships_on, false) as has_started,
    partnership_is_under_way(partnerships.starts_on, partnerships.ends_on, reached.stage, known.partnerships_on) as is_under_way,
    least(reached.first_on, case when partnerships.starts_on <= known.partnerships_on then partnerships.starts_on end)
        as known_on
from partnerships
cross join known
join partners on partners.partner_id = partnerships.partner_id
left join cities on cities.city_id = partnerships.city_id
left join reached on reached.partnership_id = partnerships.partnership_id
where partnerships.network_id = $network
