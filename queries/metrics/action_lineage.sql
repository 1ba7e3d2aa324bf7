-- meaning: From which earlier actions a joint action grew, step by step, itself included as step 0.
-- meaning_fr: De quelles actions antérieures une action conjointe est issue, pas à pas, elle-même comprise (pas 0).
-- grain: one row per joint action and ancestor
-- grain_fr: une ligne par action conjointe et action dont elle est issue
with recursive lineage as (
    select network_id, action_id, action_id as ancestor_id, grew_from, 0 as steps
    from actions
    union all
    select lineage.network_id, lineage.action_id, actions.action_id, actions.grew_from, lineage.steps + 1
    from lineage
    join actions on actions.action_id = lineage.grew_from
    -- A cycle is refused at publication; the limit only keeps a broken table from turning for ever.
    where lineage.steps < 50
)
select network_id, action_id, ancestor_id, steps
from lineage
