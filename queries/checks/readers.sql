-- meaning: How cells that people write are read: one macro per way of writing; a cell that is not written that way gives NULL.
-- meaning_fr: Comment on lit les cellules telles que les gens les écrivent : une macro par écriture ; une cellule écrite autrement donne NULL.
--   All but the first two expect a text without spaces around it, as "written" gives it.

-- Whether something that only looks empty stands around the text: a space, a no-break or narrow space, a byte-order mark, a line end.
create or replace temp macro is_padded(t) as
    t like ' %' or t like '% '
    or t like chr(9) || '%' or t like '%' || chr(9)
    or t like chr(10) || '%' or t like '%' || chr(10)
    or t like chr(13) || '%' or t like '%' || chr(13)
    or t like chr(160) || '%' or t like '%' || chr(160)
    or t like chr(8199) || '%' or t like '%' || chr(8199)
    or t like chr(8201) || '%' or t like '%' || chr(8201)
    or t like chr(8239) || '%' or t like '%' || chr(8239)
    or t like chr(65279) || '%' or t like '%' || chr(65279);

-- The text without it. Few cells have any, and looking is much quicker than trimming.
create or replace temp macro written(t) as
    case
        when is_padded(t)
            then trim(t, ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8199) || chr(8201) || chr(8239) || chr(65279))
        else t
    end;

-- The text as two people would both spell it: lower case, no accents, two letters for one that joins them (cœur), plain
-- ones for those with a stroke, punctuation and spaces as one space. Letters of every script stay. In some scripts a mark
-- is a vowel, no accent: there it stays too.
create or replace temp macro folded(t) as
    case
        when regexp_full_match(t, '[\x00-\x7f]*') then trim(regexp_replace(lower(t), '[^a-z0-9]+', ' ', 'g'))
        else trim(regexp_replace(
            replace(replace(replace(
                translate(
                    if(regexp_matches(t, '[\x{0900}-\x{1aff}]'), nfc_normalize(lower(t)), lower(strip_accents(t))),
                    'øłđðħŧıɛɔɓɗƙɣŋɲƴʋ', 'olddhtieobdkgnnyv'
                ), 'œ', 'oe'), 'æ', 'ae'), 'ß', 'ss'), '[^\p{L}\p{N}\p{M}]+', ' ', 'g'
        ))
    end;

-- Every thousands space as a plain space, every apostrophe and minus sign in its typewriter form.
create or replace temp macro typed(t) as
    translate(t, chr(160) || chr(8199) || chr(8201) || chr(8239) || chr(8217) || chr(8722), '    ''-');

-- 1234.5   1,234.5   1 234.5   1'234.5   1.2e-3
create or replace temp macro number_with_dot(t) as
    case
        when regexp_full_match(
            typed(t),
            '[+-]?(\d+|[1-9]\d{0,2}((,\d{3})+|( \d{3})+|(''\d{3})+))(\.\d+)?([eE][+-]?\d{1,3})?'
        ) then try_cast(regexp_replace(typed(t), '[ ,'']', '', 'g') as double)
    end;

-- 1234,5   1.234,5   1 234,5   1'234,5
create or replace temp macro number_with_comma(t) as
    case
        when regexp_full_match(
            typed(t),
            '[+-]?(\d+|[1-9]\d{0,2}((\.\d{3})+|( \d{3})+|(''\d{3})+))(,\d+)?([eE][+-]?\d{1,3})?'
        ) then try_cast(replace(regexp_replace(typed(t), '[ .'']', '', 'g'), ',', '.') as double)
    end;

-- 1234   1,234   1 234   353.0: a count may carry a zero fraction, nothing else after the point.
create or replace temp macro integer_with_dot(t) as
    case
        when regexp_full_match(
            typed(t), '[+-]?(\d+|[1-9]\d{0,2}((,\d{3})+|( \d{3})+|(''\d{3})+))(\.0+)?'
        ) then try_cast(regexp_replace(typed(t), '\.0+$|[ ,'']', '', 'g') as bigint)
    end;

-- 1234   1.234   1 234   353,0
create or replace temp macro integer_with_comma(t) as
    case
        when regexp_full_match(
            typed(t), '[+-]?(\d+|[1-9]\d{0,2}((\.\d{3})+|( \d{3})+|(''\d{3})+))(,0+)?'
        ) then try_cast(regexp_replace(typed(t), ',0+$|[ .'']', '', 'g') as bigint)
    end;

-- The sign of a unit before or behind a number: €, FCFA, EUR, %; '' without any.   9 400 €   €28,500.00   80 %   (500)
create or replace temp macro unit_sign(t) as
    coalesce(
        nullif(regexp_extract(
            typed(t), '^[(]?[-+]? ?(€|£|¥|₦|₵|GH₵|(?:US|CA|A)? ?\$|F\.? ?CFA|CFA|[A-Z][SsHh]h|[A-Z]{3}|[Ee]uros?) ?[-+]?[0-9]', 1
        ), ''),
        regexp_extract(
            typed(t),
            '^[(]?[-+]?[0-9][0-9 .,'']*(?:[kKM] ?)?(€|£|¥|₦|₵|GH₵|(?:US|CA|A)? ?\$|F\.? ?CFA|CFA|DH|[A-Z][SsHh]h|[A-Z]{3}|[Ee]uros?|F|%)[)]?$', 1
        )
    );

-- The number without its unit (``sign``), its k for thousands or M for millions, and the brackets of a negative amount.
create or replace temp macro bare_number(t, sign) as
    case
        when regexp_full_match(typed(t), '[+-]?[0-9][0-9 .,'']*(?:[eE][+-]?[0-9]+)?') then t
        else regexp_replace(
            regexp_replace(
                regexp_replace(replace(typed(t), sign, ''), '^[(] *([0-9][^()]*)[)]$', '-\1'),
                '^([+-]?) +', '\1'
            ),
            ' *[kKM]? *$', ''
        )
    end;

create or replace temp macro unit_factor(t, sign) as
    case regexp_extract(replace(typed(t), sign, ''), '[0-9] ?([kKM]) ?[)]?$', 1)
        when 'k' then 1000 when 'K' then 1000 when 'M' then 1000000 else 1
    end;

-- A count with k for thousands or M for millions is whole or no count: 12,5 k is 12500.
create or replace temp macro whole(n) as
    case when n = floor(n) and abs(n) < 9e15 then n::bigint end;

-- The currencies that a sign may stand for; of three capitals those themselves.
create or replace temp macro currencies_of(sign) as
    case upper(replace(replace(sign, ' ', ''), '.', ''))
        when '€' then ['EUR'] when 'EURO' then ['EUR'] when 'EUROS' then ['EUR']
        when '£' then ['GBP', 'EGP', 'SDG', 'SSP', 'LBP', 'SYP', 'GIP', 'FKP', 'SHP'] when '¥' then ['JPY', 'CNY']
        when '₦' then ['NGN'] when '₵' then ['GHS'] when 'GH₵' then ['GHS'] when 'KSH' then ['KES'] when 'TSH' then ['TZS'] when 'USH' then ['UGX']
        when 'FCFA' then ['XOF', 'XAF'] when 'CFA' then ['XOF', 'XAF'] when 'DH' then ['MAD', 'AED']
        when 'F' then ['XOF', 'XAF', 'CDF', 'GNF', 'RWF', 'BIF', 'DJF', 'KMF', 'CHF', 'XPF']
        when '$' then ['USD', 'CAD', 'AUD', 'NZD', 'LRD', 'NAD', 'ZWL', 'SGD', 'HKD', 'TWD', 'JMD', 'TTD', 'BBD', 'BSD', 'BZD', 'FJD', 'GYD', 'SRD', 'MXN', 'ARS', 'CLP', 'COP', 'BRL']
        when 'US$' then ['USD'] when 'CA$' then ['CAD'] when 'A$' then ['AUD']
        else case when regexp_full_match(sign, '[A-Za-z]{3}') then [upper(sign)] else [] end
    end;

create or replace temp macro says_share(unit) as
    list_contains(['share', 'shares', 'part', 'parts', 'taux', 'rate', 'ratio', 'fraction', 'proportion'], folded(unit));

create or replace temp macro says_per_cent(unit) as
    trim(unit) = '%' or regexp_matches(folded(unit), '^(per ?cent|pour ?cent|percentage|pourcentage|percent|points?)\b');

-- What one written unit is worth where the columns beside it say ``units`` (unknown ones are empty): 1 without a sign,
-- or with that of their currency; 0.01 for a per cent of a share; NULL where they do not agree.
create or replace temp macro unit_worth(sign, units) as
    case
        when sign = '' then 1
        when sign = '%' then
            case
                when len(list_filter(units, lambda u: says_share(u))) = 0
                    then case when len(list_filter(units, lambda u: says_per_cent(u))) > 0 then 1 end
                when len(list_filter(units, lambda u: says_per_cent(u))) = 0 then 0.01
            end
        when len(list_filter(units, lambda u: u is not null)) = 0 then 1 -- that the unit is missing is for a rule to say
        when len(list_filter(units, lambda u: list_has_any(currencies_of(sign), currencies_of(u)))) > 0 then 1
    end;

-- January to December in English and French, in full and as usually shortened.
create or replace temp macro month_number(name) as
    map {
        'jan': 1, 'january': 1, 'janv': 1, 'janvier': 1, 'feb': 2, 'february': 2, 'fev': 2, 'fevr': 2, 'fevrier': 2,
        'mar': 3, 'march': 3, 'mars': 3, 'apr': 4, 'april': 4, 'avr': 4, 'avril': 4, 'may': 5, 'mai': 5,
        'jun': 6, 'june': 6, 'juin': 6, 'jul': 7, 'july': 7, 'juil': 7, 'juillet': 7, 'aug': 8, 'august': 8,
        'aou': 8, 'aout': 8, 'sep': 9, 'sept': 9, 'september': 9, 'septembre': 9, 'oct': 10, 'october': 10,
        'octobre': 10, 'nov': 11, 'november': 11, 'novembre': 11, 'dec': 12, 'december': 12, 'decembre': 12
    }[name];

-- A day within living memory or planning; anything else is a slip of the keyboard.
create or replace temp macro plausible(d) as
    case when d between date '1900-01-01' and date '2199-12-31' then d end;

-- That day from its parts. The text is written once: whatever is named twice in a macro, the planner copies.
create or replace temp macro day_of(y, m, d) as
    try_cast(regexp_extract(
        lpad(y, 4, '0') || '-' || lpad(m, 2, '0') || '-' || lpad(d, 2, '0'), '^(?:19|20|21)\d\d-\d\d-\d\d$'
    ) as date);

-- The macros of days below expect a text without a time (t), those of words that text folded (f).

-- A day without the time that a form, a spreadsheet or a database wrote behind it: 2026-10-06T08:00:01Z  06/10/2026 8:00 PM
create or replace temp macro without_time(t) as
    case
        when t like '%:%' then regexp_replace(
            t, '[T ,]+[0-2]?\d(:[0-5]\d){1,2}([.,]\d+)?( ?[AaPp][Mm])?( ?Z| ?UTC| ?GMT| ?(UTC|GMT)?[+-]\d\d?(:?\d\d)?)?$', ''
        )
        else t
    end;

-- Whether that time is more than a midnight, which says nothing.
create or replace temp macro has_time(t) as
    without_time(t) <> t and not regexp_full_match(t, '.*[T ]0?0:00(:00([.,]0+)?)?(Z|\+00:?00)?');

-- 2019-03-26   2019/3/26   2019.03.26   20190326 is not read: it looks like a number
create or replace temp macro date_year_first(t) as
    case
        when t like '____-__-__' then try_cast(regexp_extract(t, '^(?:19|20|21)\d\d-\d\d-\d\d$') as date)
        when regexp_full_match(t, '\d{4}[-/.]\d{1,2}[-/.]\d{1,2}') then day_of(
            regexp_extract(t, '^(\d{4})', 1),
            regexp_extract(t, '^\d{4}[-/.](\d{1,2})', 1),
            regexp_extract(t, '(\d{1,2})$', 1)
        )
    end;

-- Whether the cell is two small numbers and a year, in one order or the other: 26/03/2019  26.3.2019  3-26-2019  26/03/19
create or replace temp macro has_date_order(t) as
    regexp_full_match(t, '\d{1,2} ?[-/. ] ?\d{1,2} ?[-/. ] ?(\d{4}|\d{2})');

create or replace temp macro has_short_year(t) as
    regexp_full_match(t, '\d{1,2} ?[-/. ] ?\d{1,2} ?[-/. ] ?\d{2}');

-- A year of two digits as spreadsheets read it: 00 to 69 are of this century.
create or replace temp macro full_year(y) as
    case when length(y) = 4 then y when y < '70' then '20' || y else '19' || y end;

create or replace temp macro first_part(t) as regexp_extract(t, '^(\d{1,2})', 1);
create or replace temp macro second_part(t) as regexp_extract(t, '^\d{1,2} ?[-/. ] ?(\d{1,2})', 1);
create or replace temp macro year_part(t) as full_year(regexp_extract(t, '(\d{4}|\d{2})$', 1));

create or replace temp macro date_day_first(t) as
    case
        when t like '__/__/____' then day_of(right(t, 4), substr(t, 4, 2), left(t, 2))
        when has_date_order(t) then day_of(year_part(t), second_part(t), first_part(t))
    end;

create or replace temp macro date_month_first(t) as
    case
        when t like '__/__/____' then day_of(right(t, 4), left(t, 2), substr(t, 4, 2))
        when has_date_order(t) then day_of(year_part(t), first_part(t), second_part(t))
    end;

-- 19-03-26 where somebody has said that the year stands first
create or replace temp macro date_short_year_first(t) as
    case
        when regexp_full_match(t, '\d{2}[-/. ]\d{1,2}[-/. ]\d{1,2}')
            then day_of(full_year(first_part(t)), second_part(t), regexp_extract(t, '(\d{1,2})$', 1))
    end;

-- 03/2019   2019-03: the first day of that month
create or replace temp macro date_of_month(t, f) as
    case
        when regexp_full_match(t, '\d{1,2}[-/.]\d{4}')
            then day_of(right(t, 4), regexp_extract(t, '^(\d{1,2})', 1), '1')
        when regexp_full_match(t, '\d{4}[-/.]\d{1,2}')
            then day_of(left(t, 4), regexp_extract(t, '(\d{1,2})$', 1), '1')
        when regexp_full_match(f, '[a-z]+ \d{4}')
            then day_of(right(f, 4), month_number(regexp_extract(f, '^([a-z]+)', 1))::varchar, '1')
    end;

-- T4 2026   Q4 2026   2026-T4   4e trimestre 2026   S1 2026   H1 2026   1er semestre 2026: its number of months, the
-- part of the year and the year
create or replace temp macro period_months(f) as
    case
        when regexp_full_match(f, '(t|q) ?[1-4] \d{4}|\d{4} ?(t|q)[1-4]|[1-4] ?(er|e|eme|st|nd|rd|th)? (trimestre|quarter) \d{4}') then 3
        when regexp_full_match(f, '(s|h) ?[12] \d{4}|\d{4} ?(s|h)[12]|[12] ?(er|e|eme|nd|st)? (semestre|half|semester) \d{4}') then 6
    end;

create or replace temp macro first_of_period(f) as
    day_of(
        regexp_extract(f, '(\d{4})', 1),
        (1 + period_months(f) * (try_cast(regexp_extract(regexp_replace(f, '\d{4}', ''), '(\d)', 1) as integer) - 1))::varchar,
        '1'
    );

create or replace temp macro last_of_period(f) as
    last_day((first_of_period(f) + to_months((period_months(f) - 1)::integer))::date);

-- A day in a plan may be said to be one: prévu 03/2027   planned: T4 2026   vers mars 2027   ~ 03/2027
create or replace temp macro without_plan_word(t) as
    regexp_replace(t, '^(pr[ée]vue?( (en|le|pour|au))?|planned( (for|on|in))?|env(iron|\.)?|vers|vers le|about|around|est(im[ée]e?|imated|\.)?|~|≈) *:? *', '', 'i');

-- 26 March 2019   26 mars 2019   mardi 26 mars 2019   1er mars 2019   March 26, 2019   26-Mar-2019
create or replace temp macro date_in_words(f) as
    case
        when regexp_full_match(f, '([a-z]+ )?\d{1,2} ?(er|st|nd|rd|th)? ?[a-z]+ \d{4}') then day_of(
            right(f, 4),
            month_number(regexp_extract(f, '([a-z]+) \d{4}$', 1))::varchar,
            regexp_extract(f, '(\d{1,2})', 1)
        )
        when regexp_full_match(f, '([a-z]+ )?[a-z]+ \d{1,2}(st|nd|rd|th)? \d{4}') then day_of(
            right(f, 4),
            month_number(regexp_extract(f, '([a-z]+) \d{1,2}(st|nd|rd|th)? \d{4}$', 1))::varchar,
            regexp_extract(f, ' (\d{1,2})', 1)
        )
    end;

-- The number a spreadsheet keeps for a day: 43550 is 26 March 2019. From 1954 to 2119, so that a year is not taken for one.
create or replace temp macro date_of_spreadsheet(t) as
    case
        when regexp_full_match(t, '\d{5}([.,]0+)?') and left(t, 5)::integer between 20000 and 80000
            then date '1899-12-30' + left(t, 5)::integer
    end;

-- An error a spreadsheet leaves where a formula failed, in the languages spreadsheets speak, and LibreOffice's Err:502.
create or replace temp macro is_formula_error(t) as
    upper(t) in (
        '#REF!', '#BEZUG!', '#¡REF!', '#RIF!', '#VERW!', '#REF', '#ADR!', '#DIV/0!', '#¡DIV/0!', '#DIV/0', '#VALUE!', '#VALEUR!',
        '#WERT!', '#¡VALOR!', '#VALOR!', '#VALORE!', '#WAARDE!', '#ARG!', '#NAME?', '#NOM?', '#¿NOMBRE?', '#NOME?', '#NAAM?',
        '#NAZWA?', '#NUM!', '#NOMBRE!', '#ZAHL!', '#¡NUM!', '#NÚM!', '#GETAL!', '#LICZBA!', '#NULL!', '#NUL!', '#¡NULO!',
        '#NULO!', '#NULLO!', '#LEEG!', '#ZERO!', '#SPILL!', '#PROPAGATION!', '#ÜBERLAUF!', '#EPARS!', '#CALC!', '#KALK!',
        '#FIELD!', '#CHAMP!', '#FELD!', '#BUSY!', '#BLOCKED!', '#CONNECT!', '#GETTING_DATA', '#UNKNOWN!', '#ERROR!', '#ERREUR!'
    ) or regexp_full_match(t, '(?i)err ?:[0-9]{3}');
