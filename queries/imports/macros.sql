-- What recipes share, for exports that are alike.

-- A code for each label of a code: of one that carries several labels the later ones get -2, -3 ... by the alphabet.
create or replace macro code_of_label(code, label) as
    code || case
        when dense_rank() over (partition by code order by label) > 1
            then '-' || dense_rank() over (partition by code order by label)
        else ''
    end;

-- What a thing is called, as its code: small letters and digits, hyphens between. Where other letters are lost by that, a
-- mark made of the whole tells two names apart.
create or replace temp macro code_of_name(t) as
    concat_ws(
        '-', nullif(trim(regexp_replace(folded(t), '[^a-z0-9]+', '-', 'g'), '-'), ''),
        if(regexp_full_match(folded(t), '[a-z0-9 ]*'), null, left(md5(folded(t)), 8))
    );

-- Of several lines of one thing: the first that says something; every value of their lists, once.
create or replace temp macro first_said(t, line) as arg_min(t, line) filter (where t is not null);
create or replace temp macro all_said(t) as
    nullif(array_to_string(list_sort(list_distinct(flatten(list(string_split(t, '|')) filter (where t is not null)))), '|'), '');
