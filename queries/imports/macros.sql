-- What recipes share, for exports that are alike.

-- A code for each label of a code: of one that carries several labels the later ones get -2, -3 ... by the alphabet.
create or replace macro code_of_label(code, label) as
    code || case
        when dense_rank() over (partition by code order by label) > 1
            then '-' || dense_rank() over (partition by code order by label)
        else ''
    end;
