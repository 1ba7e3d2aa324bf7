-- meaning: Results of the joint actions, in the shape of the IATI standard's result element (version 2.03).
-- meaning_fr: Les résultats des actions conjointes, sous la forme de l'élément result de la norme IITA (version 2.03).
-- grain: one row per indicator and period: each period measured, and one for the whole way to the target
-- grain_fr: une ligne par indicateur et par période : chaque période mesurée, et une pour tout le chemin vers la cible
-- formula: Whole way: from the start of the action to the day of the target or the newest value, whichever is later; its
--   actual is the one that the dashboard compares with the target (flow: sum; stock: last value; ratio: sum of numerators
--   over sum of denominators). A measured period begins on the day after the one before, the first with the action.
-- formula_fr: Tout le chemin : du début de l'action au jour de la cible ou de la dernière valeur, le plus tardif des deux ; la
--   valeur réelle est celle que le tableau de bord compare à la cible (flux : somme ; stock : dernière valeur ; ratio : somme
--   des numérateurs sur somme des dénominateurs). Une période mesurée commence le lendemain de la précédente, la première avec
--   l'action.
-- counting: A ratio that is part of a whole is written in per cent (measure 2), every other number as it is (measure 1),
--   qualitative indicators without a number (measure 5). The year of a baseline is the year the action began.
-- counting_fr: Un ratio qui est une part d'un tout est écrit en pour cent (mesure 2), tout autre nombre tel quel (mesure 1), les
--   indicateurs qualitatifs sans nombre (mesure 5). L'année de la valeur de départ est celle du début de l'action.
-- source: https://iatistandard.org/en/iati-standard/203/activity-standard/iati-activities/iati-activity/result/
with summed as (
    select
        i.indicator_id,
        ratio_scale(
            max_by(r.actual * r.denominator / r.numerator, r.period_ends_on) filter (r.numerator <> 0),
            any_value(i.unit), any_value(i.baseline), any_value(i.target)
        ) as scale,
        coalesce(max(r.numerator / nullif(r.denominator, 0)), 0) as largest,
        sum(r.actual) as total,
        max_by(r.actual, r.period_ends_on) as latest,
        sum(r.numerator) filter (r.denominator is not null) as numerator,
        sum(r.denominator) filter (r.numerator is not null) as denominator,
        max(r.period_ends_on) as newest_on,
        max_by(r.comment, r.period_ends_on) as newest_comment,
        count(r.period_ends_on) as periods
    from indicators as i
    join actions as a using (action_id)
    -- A period that ends after the last day known is planned: nothing was measured yet.
    left join results as r
        on r.indicator_id = i.indicator_id and r.period_ends_on <= told_until(a.network_id, 'results')
    group by i.indicator_id
),

known as (
    select
        i.*,
        summed.* exclude (indicator_id),
        actions.network_id,
        actions.title,
        actions.status,
        coalesce(actions.starts_on, actions.planned_start_on, networks.starts_on) as begins_on,
        coalesce(greatest(i.target_on, summed.newest_on), actions.ends_on, actions.planned_end_on) as whole_ends_on,
        i.value_kind = 'ratio' and (
            scale = 100
            or (
                largest <= 1
                and coalesce(i.baseline, 0) between 0 and 1
                and coalesce(i.target, 0) between 0 and 1
                and not regexp_matches(lower(i.unit), '/| per | par ')
            )
        ) as is_share,
        if(is_share, 100 / scale, 1) as times
    from indicators as i
    join summed using (indicator_id)
    join actions using (action_id)
    join networks using (network_id)
),

measured as (
    select
        known.*,
        lag(r.period_ends_on) over (partition by known.indicator_id order by r.period_ends_on) + 1 as follows_on,
        r.period_ends_on as ends_on,
        case value_kind
            when 'ratio' then coalesce(scale * r.numerator / nullif(r.denominator, 0), r.actual)
            when 'qualitative' then null
            else r.actual
        end as value,
        r.comment as said
    from known
    join results as r
        on r.indicator_id = known.indicator_id and r.period_ends_on <= told_until(known.network_id, 'results')
),

rows as (
    select * exclude (follows_on), coalesce(follows_on, begins_on) as starts_on, false as is_whole
    from measured
    -- A single period that is the whole way is written once, below.
    where periods > 1 or value_kind = 'qualitative' or target is null or whole_ends_on > ends_on
    union all by name
    select
        *,
        whole_ends_on as ends_on,
        case value_kind
            when 'flow' then total
            when 'ratio' then coalesce(scale * numerator / nullif(denominator, 0), latest)
            else latest
        end as value,
        if(periods = 1 and whole_ends_on = newest_on, newest_comment, null) as said,
        begins_on as starts_on,
        true as is_whole
    from known
    where periods = 0 or (value_kind <> 'qualitative' and (target is not null or periods > 1))
)

select
    concat_ws('-', nullif($org_id, ''), network_id, action_id) as "iati-identifier",
    nullif($org_id, '') as "reporting-org/@ref",
    title as "title/narrative/0",
    list_position(['pipeline', 'implementation', 'finalisation', 'closed', 'cancelled', 'suspended'], status)
        as "activity-status/@code",
    list_position(['output', 'outcome', 'impact'], level) as "result/0/@type",
    title as "result/0/title/narrative/0",
    case when value_kind = 'qualitative' then 5 when is_share then 2 else 1 end as "result/0/indicator/0/@measure",
    if(coalesce(is_ascending, true), 1, 0) as "result/0/indicator/0/@ascending",
    name_en as "result/0/indicator/0/title/narrative/0",
    'en' as "result/0/indicator/0/title/narrative/0/@xml:lang",
    name_fr as "result/0/indicator/0/title/narrative/1",
    'fr' as "result/0/indicator/0/title/narrative/1/@xml:lang",
    if(is_share, '%', unit) as "result/0/indicator/0/description/narrative/0",
    '99' as "result/0/indicator/0/reference/0/@vocabulary",
    indicator_id as "result/0/indicator/0/reference/0/@code",
    if(value_kind = 'qualitative' or baseline is null, null, year(begins_on)) as "result/0/indicator/0/baseline/0/@year",
    if(value_kind = 'qualitative', null, format('{:.12g}', baseline * times)) as "result/0/indicator/0/baseline/0/@value",
    -- IATI rule 8.6.1: a period starts before it ends.
    if(ends_on is null, null, least(starts_on, ends_on - 1)::varchar) as "result/0/indicator/0/period/0/period-start/@iso-date",
    ends_on::varchar as "result/0/indicator/0/period/0/period-end/@iso-date",
    if(is_whole and value_kind <> 'qualitative' and ends_on is not null, format('{:.12g}', target * times), null)
        as "result/0/indicator/0/period/0/target/0/@value",
    format('{:.12g}', value * times) as "result/0/indicator/0/period/0/actual/0/@value",
    said as "result/0/indicator/0/period/0/actual/0/comment/narrative/0",
    if(is_whole, target_on, null) as target_on
from rows
order by network_id, action_id, list_position(['output', 'outcome', 'impact'], level), indicator_id, is_whole, ends_on
