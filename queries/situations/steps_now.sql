-- meaning: The steps of every city of a network as they stood on the data date.
-- meaning_fr: Les jalons de chaque ville d'un réseau tels qu'ils étaient à la date des données.
-- grain: one row per city and milestone of its plan
-- grain_fr: une ligne par ville et jalon de son plan
-- known: progress
select * from steps_at($network, [$data_date])
