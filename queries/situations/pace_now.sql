-- meaning: Pace of every city of a network on the data date.
-- meaning_fr: Allure de chaque ville d'un réseau à la date des données.
-- grain: one row per city
-- grain_fr: une ligne par ville
-- formula: SV(t) = ES − AT in days; SPI(t) = ES / AT; adjusted: the same with the days of agreed pauses taken from AT
-- formula_fr: SV(t) = ES − AT en jours ; SPI(t) = ES / AT ; corrigé : de même, les jours de pause convenue étant ôtés de AT
-- source: Lipke 2003, earned schedule
-- source_fr: Lipke 2003, calendrier acquis
-- known: progress
select * from pace_at($network, [$data_date])
