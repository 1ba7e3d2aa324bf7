-- meaning: The handful: of the partners with whom common ground was found, those with a completed joint action.
-- meaning_fr: La poignée : parmi les partenaires avec qui un terrain d'entente existe, ceux qui ont mené une action conjointe à son terme.
-- grain: one row
-- grain_fr: une ligne
-- formula: k / n with the Wilson 95 % interval
-- formula_fr: k / n avec l'intervalle de Wilson à 95 %
-- counting: n: partners of which a partnership ever reached networking or further by the data date. k: those of them named by a joint action that had ended by then.
-- counting_fr: n : partenaires dont un partenariat a atteint la mise en réseau ou plus à la date des données. k : ceux d'entre eux que cite une action conjointe terminée à cette date.
-- source: Cadence's own definition of joint-action yield; Wilson 1927
-- source_fr: définition propre à Cadence du rendement en actions conjointes ; Wilson 1927
-- process: yes
-- rows: partner_yield
-- mark: has_common_ground
-- trace k: count(*) filter (completed >= 1)
-- trace n: count(*)
-- trace low: wilson_low(count(*) filter (completed >= 1), count(*))
-- trace high: wilson_high(count(*) filter (completed >= 1), count(*))
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column k: count of partners, of n named by a joint action concluded by the data date
-- column n: count of partners, with a partnership that ever reached networking or further by the data date
-- column low: share 0..1, lower end of the 95 % Wilson interval of k of n; null when n is 0
-- column high: share 0..1, upper end of the 95 % Wilson interval of k of n; null when n is 0
with yields as (
    select * from partner_yield_now where has_common_ground
),

counted as (
    select count(*) filter (completed >= 1) as k, count(*) as n from yields
)

select k, n, wilson_low(k, n) as low, wilson_high(k, n) as high
from counted
