-- meaning: How long ago each partnership under way last did something, the longest silent first.
-- meaning_fr: Depuis quand chaque partenariat en cours n'a rien fait, les plus longs silences d'abord.
-- grain: one row per partnership under way
-- grain_fr: une ligne par partenariat en cours
-- formula: silent_days = data date - the later of last activity and start; fresh: within half the rule silent_days; ageing:
--   within it; silent: longer; never: no activity
-- formula_fr: silent_days = date des données - la plus récente de la dernière activité et du début ; fraîche : dans la moitié de
--   la règle silent_days ; vieillissante : dans cette règle ; silencieuse : davantage ; jamais : aucune activité
-- counting: Activities naming the partner, and for a partnership with a city also that city.
-- counting_fr: Activités citant le partenaire et, pour un partenariat avec une ville, cette ville aussi.
-- source: Cadence's own definition
-- known: activities
-- table: partnerships
-- trace days: $data_date - max(held_on) from table activities
--   where network_id = $network and held_on <= $data_date and list_contains(partners, answer.partner_id)
--   and (answer.city_id is null or list_contains(cities, answer.city_id))
-- trace silent_days: $data_date - greatest(max(held_on), answer.starts_on) from table activities
--   where network_id = $network and held_on <= $data_date and list_contains(partners, answer.partner_id)
--   and (answer.city_id is null or list_contains(cities, answer.city_id))
-- trace limit_days: rule_made(network_id, rule, value, $network, 'silent_days') from table rules
--   where rule = 'silent_days' and network_id in ($network, '*')
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column partner: name, of the partner
-- column city_id: code, of the city; null for the network as a whole
-- column city: name, of the city; null for the network as a whole
-- column starts_on: date, the partnership began
-- column last_on: date, of the last activity that names the partner, and the city where there is one; null without any
-- column days: days, from last_on to the data date; null without an activity
-- column silent_days: days, from the later of last_on and starts_on to the data date
-- column light: code, fresh, ageing or silent by silent_days and the rule silent_days; never without an activity
-- column is_silent: yes or no, whether it is silent, and so no active partnership
-- column limit_days: days, the rule silent_days of the network
with dated as (
    select p.*, cities.name as city, latest.last_on, latest.heard_on, latest.is_silent
    from partnerships_now as p
    join last_activities_now as latest on latest.partnership_id = p.partnership_id
    left join cities on cities.city_id = p.city_id
    where
        p.is_under_way
        and chosen($cities, p.city_id) and chosen($countries, p.city_country) and chosen($themes, p.city_theme)
        and chosen($sectors, p.sector) and chosen($roles, p.role)
)

select
    dated.partnership_id, dated.partner_id, dated.name as partner, dated.sector, dated.city_id, dated.city, dated.role,
    dated.starts_on, dated.last_on,
    $data_date::date - dated.last_on as days,
    $data_date::date - dated.heard_on as silent_days,
    freshness_light(if(dated.last_on is null, null, $data_date::date - dated.heard_on), rules.silent_days) as light,
    dated.is_silent,
    rules.silent_days as limit_days
from dated
join rules_in_force as rules using (network_id)
order by dated.heard_on, partner, dated.partnership_id
