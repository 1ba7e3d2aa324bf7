-- meaning: Ends of the Wilson 95 % interval of a share of k in n, as fractions between 0 and 1; NULL when n is 0.
-- meaning_fr: Bornes de l'intervalle de Wilson à 95 % d'une part de k sur n, en fractions entre 0 et 1 ; NULL si n vaut 0.
-- source: Wilson 1927; z = 1.959964, the 97.5 % quantile of the normal law

create or replace macro wilson_low(k, n) as
    case when n > 0 then greatest(0.0,
        (k + 1.9207294 - 1.959963985 * sqrt(k * (n - k) / n::double + 0.9603647)) / (n + 3.8414588))
    end;

create or replace macro wilson_high(k, n) as
    case when n > 0 then least(1.0,
        (k + 1.9207294 + 1.959963985 * sqrt(k * (n - k) / n::double + 0.9603647)) / (n + 3.8414588))
    end;
