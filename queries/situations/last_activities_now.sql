-- meaning: The last activity of each partnership up to the data date.
-- meaning_fr: La dernière activité de chaque partenariat à la date des données.
-- grain: one row per partnership
-- grain_fr: une ligne par partenariat
-- counting: An activity that names the partner and, for a partnership made with a city, that city too; empty without any.
-- counting_fr: Une activité citant le partenaire et, pour un partenariat conclu avec une ville, cette ville aussi ; vide s'il n'y en a pas.
with by_partner as (
    select partner_id, max(last_on) as last_on
    from partner_totals_now
    group by partner_id
)

select p.partnership_id, if(p.city_id is null, by_partner.last_on, pairs.last_on) as last_on
from partnerships_now as p
left join by_partner on by_partner.partner_id = p.partner_id
left join pairs_now as pairs on pairs.partner_id = p.partner_id and pairs.city_id = p.city_id
