-- meaning: Small tests that ended before a scaled action began and prepared it: it grew from them, or it has a partner in common.
-- meaning_fr: Petits tests terminés avant le début d'une action à grande échelle et qui l'ont préparée : elle en est issue, ou partage un partenaire.
-- grain: one row per scaled action and small test
-- grain_fr: une ligne par action à grande échelle et petit test
select
    scaled.network_id,
    scaled.action_id as scaled_id,
    test.action_id as test_id,
    lineage.action_id is not null as is_lineage,
    list_has_any(scaled.partners, test.partners) as is_same_partner,
    test.ended_on as test_ended_on,
    scaled.starts_on as scaled_starts_on,
    date_diff('day', test.ended_on, scaled.starts_on) as wait_days,
    test.taken
from action_facts as scaled
join action_facts as test on test.network_id = scaled.network_id and test.size = 'small_test'
left join action_lineage as lineage
    on lineage.action_id = scaled.action_id and lineage.ancestor_id = test.action_id
where
    scaled.size = 'scaled'
    and scaled.status <> 'cancelled'
    and test.status <> 'cancelled'
    and test.ended_on <= scaled.starts_on
    and (lineage.action_id is not null or list_has_any(scaled.partners, test.partners))
