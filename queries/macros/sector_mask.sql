-- Sectors as bits of a small number, so that "one of its partners is of a chosen sector" is one comparison per row.
create or replace macro sector_mask(sector) as
    (case sector
        when 'public' then 1 when 'local_government' then 2 when 'academia' then 4 when 'ngo' then 8
        when 'foundation' then 16 when 'multilateral' then 32 when 'private' then 64 when 'media' then 128
        when 'city_network' then 256 when 'unknown' then 512
    end)::smallint;

-- The bits of a list of sectors; NULL for NULL.
create or replace macro sectors_mask(sectors) as
    list_sum(list_transform(list_distinct(sectors::varchar[]), lambda s: sector_mask(s)))::smallint;
