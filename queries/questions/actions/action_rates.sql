-- meaning: Whether scaled actions were tested first, and whether tests are later scaled.
-- meaning_fr: Les actions à grande échelle ont-elles été testées d'abord, et les tests sont-ils ensuite déployés à grande échelle ?
-- grain: one row per rate: test_first, scale_up
-- grain_fr: une ligne par taux : test_first, scale_up
-- formula: test_first: scaled actions with an earlier successful small test with the same partner / scaled actions begun;
--   scale_up: concluded tests from which a scaled action grew / concluded tests; median days from the end of the test
--   to the start of the scaled action
-- formula_fr: test_first : actions à grande échelle précédées d'un petit test réussi avec le même partenaire / actions à
--   grande échelle commencées ; scale_up : tests terminés dont est issue une action à grande échelle / tests terminés ;
--   médiane des jours entre la fin du test et le début de l'action à grande échelle
-- counting: Where no joint action of the network is recorded as a small test, nobody can say what was tested first. A test is
--   successful when it ended before the scaled action began and the decision was to scale or to repeat.
-- counting_fr: Là où aucune action conjointe du réseau n'est consignée comme un petit test, nul ne peut dire ce qui a été
--   testé d'abord. Un test est réussi s'il s'est terminé avant le début de l'action à grande échelle et que la décision a été de
--   déployer à grande échelle ou de répéter.
-- source: Wilson 1927 for the interval
-- source_fr: Wilson 1927 pour l'intervalle
-- process: rate
-- known: actions
-- rows: action_lineages
-- mark: if(answer.rate = 'test_first', is_tested_first is not null, size = 'small_test' and state = 'concluded')
-- trace k: count(*) filter (is_tested_first or scaled_on is not null)
-- trace n: count(*)
-- trace low: wilson_low(count(*) filter (is_tested_first or scaled_on is not null), count(*))
-- trace high: wilson_high(count(*) filter (is_tested_first or scaled_on is not null), count(*))
-- trace median_days: median(scaled_on - ended_on)
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column rate: code, test_first or scale_up
-- column k: count of actions, of n: scaled ones tested first, or tests from which a scaled action grew that had begun
--   by the data date
-- column n: count of actions, scaled ones begun, 0 where the network records no small test; or small tests concluded
-- column low: share 0..1, lower end of the 95 % Wilson interval of k of n; null when n is 0
-- column high: share 0..1, upper end of the 95 % Wilson interval of k of n; null when n is 0
-- column median_days: days, from the end of a test to the start of the first scaled action that grew from it, median;
--   null for test_first and when k is 0
-- column why: code, no_scaled_action_yet, no_test_recorded or no_concluded_test_yet when n is 0; else null
with stated as (
    select action_id, size, ended_on, action_state(status, starts_on, ended_on, $data_date::date) as state
    from action_facts
    where
        network_id = $network
        and ($cities is null or list_has_any(cities, $cities))
        and ($partners is null or list_has_any(partners, $partners))
),

tested_first as (
    select
        'test_first' as rate,
        count(*) filter (scaled_id is not null) as k,
        count(*) as n,
        null::double as median_days
    from stated
    left join (
        select distinct scaled_id
        from scaling_pairs
        where is_same_partner and decision_at(taken, $data_date::date).decision in ('scale', 'repeat')
    ) as prepared on prepared.scaled_id = stated.action_id
    where stated.size = 'scaled' and stated.state in ('running', 'concluded', 'suspended') and has_tests($network)
),

scaled_later as (
    select 'scale_up' as rate, count(wait_days) as k, count(*) as n, median(wait_days) as median_days
    from stated
    left join (
        select test_id, min(wait_days) as wait_days
        from scaling_pairs
        where is_lineage and scaled_starts_on <= $data_date::date
        group by test_id
    ) as followed on followed.test_id = stated.action_id
    where stated.size = 'small_test' and stated.state = 'concluded'
)

select
    rate,
    k,
    n,
    wilson_low(k, n) as low,
    wilson_high(k, n) as high,
    median_days,
    case
        when n > 0 then null
        when rate = 'scale_up' then 'no_concluded_test_yet'
        when has_tests($network) or not exists (from action_facts where network_id = $network and size = 'scaled')
            then 'no_scaled_action_yet'
        else 'no_test_recorded'
    end as why
from (select * from tested_first union all select * from scaled_later)
order by rate desc
