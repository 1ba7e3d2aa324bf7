-- meaning: How long ago each active partnership last did something, the longest silent first.
-- meaning_fr: Depuis quand chaque partenariat actif n'a rien fait, les plus longs silences d'abord.
-- grain: one row per active partnership
-- grain_fr: une ligne par partenariat actif
-- formula: days = data date - last activity; fresh: within one quarter; ageing: within two; silent: longer; never: none since it began
-- formula_fr: jours = date des données - dernière activité ; fraîche : moins d'un trimestre ; vieillissante : moins de deux ; silencieuse : davantage ; jamais : aucune depuis le début
-- counting: Activities naming the partner, and for a partnership with a city also that city. The two quarters are the setting CADENCE_SILENT_DAYS. A partnership without any activity is silent since it began.
-- counting_fr: Activités citant le partenaire et, pour un partenariat avec une ville, cette ville aussi. Les deux trimestres sont le réglage CADENCE_SILENT_DAYS. Un partenariat sans activité est silencieux depuis son début.
-- source: Cadence's own definition
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
with by_partner as (
    select partner_id, max(last_on) as last_on
    from partner_reach_at($network, $data_date, null)
    group by partner_id
)

select
    p.partnership_id, p.partner_id, p.name as partner, p.sector, p.city_id, cities.name as city, p.role, p.starts_on,
    case when p.city_id is null then by_partner.last_on else pairs.last_on end as last_on,
    $data_date::date - (case when p.city_id is null then by_partner.last_on else pairs.last_on end) as days,
    $data_date::date - coalesce(
        case when p.city_id is null then by_partner.last_on else pairs.last_on end, p.starts_on) as silent_days,
    freshness_light($data_date::date - (case when p.city_id is null then by_partner.last_on else pairs.last_on end)) as light
from chosen_partnerships($network, $data_date, $cities, $countries, $themes, $sectors, $roles) as p
left join cities on cities.city_id = p.city_id
left join by_partner on by_partner.partner_id = p.partner_id
left join pairs_at($network, $data_date, null) as pairs on pairs.partner_id = p.partner_id and pairs.city_id = p.city_id
where p.is_active
order by silent_days desc, partner, p.partnership_id
