-- meaning: The fewest partners that together bring all that anybody could bring of what a city still needs.
-- meaning_fr: Les partenaires, aussi peu nombreux que possible, qui apportent ensemble tout ce qui peut l'être de ce dont une ville a encore besoin.
-- grain: one row per partner of the group, and one with an empty partner for what nobody brings
-- grain_fr: une ligne par partenaire du groupe, et une au partenaire vide pour ce que personne n'apporte
-- formula: smallest set cover, exact: from nobody on, one partner more at a time that brings something new; of the groups of
--   one size that bring the same, the first one is kept
-- formula_fr: plus petite couverture, exacte : à partir de personne, un partenaire de plus à la fois qui apporte du nouveau ;
--   des groupes de même taille apportant la même chose, on garde le premier
-- counting: Open: expressed and not met by an active partnership that is not silent. Who could bring a role: the candidates
--   of candidate_partners, all of them and not the first three alone: in the pipeline for it, here or for the network, or
--   playing it in an active partnership elsewhere with free hands. A silent partner brings nothing. Of groups of the
--   smallest size the one whose partners come first in the order of the candidates, from the most pressing need on.
-- counting_fr: Ouvert : exprimé, et sans partenariat actif et non silencieux qui y réponde. Qui pourrait apporter un rôle : les
--   candidats de candidate_partners, tous et non les trois premiers seulement : en approche pour lui, ici ou pour le réseau,
--   ou le tenant dans un partenariat actif ailleurs, les mains libres. Un partenaire silencieux n'apporte rien. Parmi les
--   plus petits groupes, celui dont les partenaires viennent d'abord dans l'ordre des candidats, à partir du besoin le plus
--   pressant.
-- source: Cadence's own rule
-- rows: role_coverage
-- mark: city_id = answer.city_id
-- trace open_needs: count(*) filter (not is_met)
-- trace covered_needs: any_value((
--     select count(distinct role) from (select city_id, partner_id, unnest(roles) as role from answer) as brought
--     where brought.city_id = answer.city_id and brought.partner_id is not null))
-- trace position: if(answer.partner_id is null, null, any_value((
--     select count(*)
--     from answer as other
--     cross join (select list(one.role order by one.priority, one.role) as roles from rows_of_role_coverage as one) as needed
--     where other.city_id = answer.city_id and other.partner_id is not null
--       and (list_position(needed.roles, other.roles[1]), other.position)
--       <= (list_position(needed.roles, answer.roles[1]), answer.position))))
-- mark role_coverage: city_id = answer.city_id
-- example: {"network": "astrolabe", "data_date": "2026-06-30", "city": "vohimalala"}
-- column city: name, of the city
-- column position: number, place of the partner in the order of the candidates within its group, from 1; null for what
--   nobody brings
-- column partner_id: code, of the partner; null for what nobody brings
-- column partner: name, of the partner; null for what nobody brings
-- column roles: list of codes, the open needs that the partner brings, the most pressing first; those nobody brings in
--   the row without a partner
-- column silent_roles: list of codes, those of these roles that a silent partner meets, who could be woken first
-- column open_needs: count of needs, of the city that are open
-- column covered_needs: count of needs, of these that the whole group brings
with recursive open_needs as (
    select
        city_id, city, role, priority, is_met_by_silent,
        (1 << (row_number() over (partition by city_id order by priority, role) - 1)::integer) as bit
    from needs_now
    where not is_met and ($city::varchar is null or city_id = $city)
),

offers as (
    select
        city_id,
        partner_id,
        any_value(partner) as partner,
        bit_or(bit) as brings,
        row_number() over (partition by city_id order by min([bit, place])) as turn
    from candidates_now
    join open_needs using (city_id, role)
    where not is_dated_only
    group by city_id, partner_id
),

groups as (
    select distinct city_id, 0 as covered, []::bigint[] as turns
    from open_needs
    union all
    select groups.city_id, groups.covered | offers.brings, min(list_sort(list_append(groups.turns, offers.turn)))
    from groups
    join offers on offers.city_id = groups.city_id and offers.brings & ~groups.covered <> 0
    group by groups.city_id, groups.covered | offers.brings
),

smallest as (
    select city_id, covered, turns
    from groups
    qualify row_number() over (partition by city_id order by bit_count(covered) desc, len(turns), turns) = 1
),

members as (
    select smallest.city_id, offers.partner_id, offers.partner, offers.turn, offers.brings
    from smallest
    join offers on offers.city_id = smallest.city_id and list_contains(smallest.turns, offers.turn)
    union all
    select city_id, null, null, null, ~covered
    from smallest
)

select
    open_needs.city_id,
    open_needs.city,
    if(members.turn is null, null, row_number() over (partition by open_needs.city_id order by members.turn nulls last)) as position,
    members.partner_id,
    members.partner,
    list(open_needs.role order by open_needs.bit) as roles,
    coalesce(list(open_needs.role order by open_needs.bit) filter (open_needs.is_met_by_silent), []) as silent_roles,
    (select count(*) from open_needs as needed where needed.city_id = open_needs.city_id) as open_needs,
    bit_count(any_value(smallest.covered))::bigint as covered_needs
from members
join smallest on smallest.city_id = members.city_id
join open_needs on open_needs.city_id = members.city_id and open_needs.bit & members.brings <> 0
group by open_needs.city_id, open_needs.city, members.partner_id, members.partner, members.turn
order by open_needs.city, open_needs.city_id, members.turn nulls last
