-- meaning: What the programme set out to do: its phases, and what each one expects of a city.
-- meaning_fr: Ce que le programme s'était donné à faire : ses phases, et ce que chacune attend d'une ville.
-- grain: one row per phase, in order
-- grain_fr: une ligne par phase, dans l'ordre
-- formula: phase_state: past, current or to come at the data date; steps = milestones of the phase
-- formula_fr: phase_state : passée, en cours ou à venir à la date des données ; steps = jalons de la phase
-- source: the phases and milestones tables
-- source_fr: les tables phases et jalons
-- table: phases
-- trace steps: count(*) from table milestones where phase_id = answer.phase_id
-- example: {"network": "astrolabe", "data_date": "2026-06-30"}
-- column steps: count of milestones, of the phase
-- column phase_state: code, past, current or to_come at the data date
select
    p.phase_id, p.position, p.name_en, p.name_fr, p.starts_on, p.ends_on, p.expectation_en, p.expectation_fr,
    count(m.milestone_id) as steps,
    case
        when p.starts_on > $data_date::date then 'to_come'
        when p.ends_on < $data_date::date then 'past'
        when p.starts_on is not null then 'current'
    end as phase_state
from phases as p
left join milestones as m using (phase_id)
where p.network_id = $network
group by all
order by p.position, p.phase_id
