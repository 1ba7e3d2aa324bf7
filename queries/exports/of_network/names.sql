-- meaning: The names that files used in one network, and for the partners it has something to do with.
-- meaning_fr: Les noms que des fichiers ont employés dans un réseau, et pour les partenaires avec lesquels il a affaire.
-- grain: one row per name
-- grain_fr: une ligne par nom
select *
from published_names
where
    network_id in (select network_id from chosen_network)
    or (network_id = '*' and thing = 'partner' and code in (select partner_id from partners))
