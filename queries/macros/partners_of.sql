-- The partners of a network: those its partnerships, activities and actions name, and those that none of any names.
create or replace macro partners_of(of_network) as table
with named as (
    select network_id, partner_id from partnerships
    union
    select network_id, unnest(partners) from activities
    union
    select network_id, unnest(partners) from actions
)

select *
from partners
where
    partner_id in (select named.partner_id from named where named.network_id = of_network)
    or partner_id not in (select named.partner_id from named where named.partner_id is not null);
