-- meaning: An action must not have grown, over any number of steps, from itself.
-- meaning_fr: Une action ne peut pas être née, en quelque nombre d'étapes que ce soit, d'elle-même.
this.action_id not in (
    with recursive grown as (
        select action_id, grew_from as ancestor from actions where grew_from is not null
        union
        select grown.action_id, actions.grew_from
        from grown
        join actions on actions.action_id = grown.ancestor
        where actions.grew_from is not null
    )
    select action_id from grown where ancestor = action_id
)
