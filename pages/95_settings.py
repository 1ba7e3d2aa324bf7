"""Settings: how this network is counted and described, and changing it."""

from cadence.app import open_page, writer
from cadence.app.in_place import change, merging, names, network, recipes, rules, told

page = open_page(__file__, needs=("networks",))
told.tell(page)
counting, row = page.ask("counting_rules"), network.find_row(page)
can_change = change.may_begin(page) and writer.ask_name(page.words)

page.section("rules")
rules.show(page, counting)
if can_change:
    rules.form(page, counting)

page.section("network")
network.show(page, row)
if can_change:
    network.form(page, row)

page.section("recipes")
if recipes.show(page) and can_change:
    recipes.form(page)

page.section("names")
if names.show(page) and can_change:
    names.form(page)
if can_change:
    merging.form(page)
    merging.way_to_split(page)
    change.link_to_history(page)
