-- meaning: Stays of a network's partnerships in their stages up to the data date.
-- meaning_fr: Passages des partenariats d'un réseau dans leurs étapes jusqu'à la date des données.
-- grain: one row per partnership and stage entered
-- grain_fr: une ligne par partenariat et étape franchie
-- counting: left_on empty: still there.
-- counting_fr: left_on vide : encore dans cette étape.
-- known: stages
select
    stages.partnership_id,
    partnerships.partner_id,
    partnerships.city_id,
    stages.stage,
    stages.entered_on,
    lead(stages.entered_on) over (partition by stages.partnership_id order by stages.entered_on) as left_on
from stages
join partnerships on partnerships.partnership_id = stages.partnership_id
where partnerships.network_id = $network and stages.entered_on <= (
        select least($data_date, max(facts_until)) from known_until
        where network_id = $network and table_name = 'stages' and city_id = '*'
    )
