-- meaning: The recipes that read the files of one network.
-- meaning_fr: Les recettes qui lisent les fichiers d'un réseau.
-- grain: one row per recipe
-- grain_fr: une ligne par recette
select *
from published_recipes
where contains(body, 'network_id = "' || (select network_id from chosen_network) || '"')
