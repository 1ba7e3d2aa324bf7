-- meaning: The last activity of each partnership up to the data date, and whether it is active: under way and not silent.
-- meaning_fr: La dernière activité de chaque partenariat à la date des données, et s'il est actif : en cours et non silencieux.
-- grain: one row per partnership
-- grain_fr: une ligne par partenariat
-- counting: An activity that names the partner and, for a partnership made with a city, that city too; empty without any.
--   heard_on: the later of it and the start. Silent: heard_on is longer ago than the rule silent_days; while no activity is
--   published, nobody is.
-- counting_fr: Une activité citant le partenaire et, pour un partenariat conclu avec une ville, cette ville aussi ; vide s'il n'y en a pas.
--   heard_on : la plus récente d'elle et du début. Silencieux : heard_on remonte à plus que la règle silent_days ; tant
--   qu'aucune activité n'est publiée, personne ne l'est.
-- known: activities
with by_partner as (
    select partner_id, max(last_on) as last_on
    from partner_totals_now
    group by partner_id
),

heard as (
    select p.partnership_id, p.is_under_way, p.starts_on, if(p.city_id is null, by_partner.last_on, pairs.last_on) as told_on
    from partnerships_now as p
    left join by_partner on by_partner.partner_id = p.partner_id
    left join pairs_now as pairs on pairs.partner_id = p.partner_id and pairs.city_id = p.city_id
),

judged as (
    select
        heard.partnership_id,
        heard.told_on as last_on,
        greatest(heard.told_on, heard.starts_on) as heard_on,
        heard.is_under_way,
        -- Without any activity published nothing is known about silence.
        $data_date::date - heard_on > rules.silent_days and published.has_activities as is_quiet
    from heard
    join rules_in_force as rules on rules.network_id = $network
    cross join (select count(*) > 0 as has_activities from activities where network_id = $network) as published
)

select
    partnership_id,
    last_on,
    heard_on,
    is_under_way and not is_quiet as is_active,
    is_under_way and is_quiet as is_silent
from judged
