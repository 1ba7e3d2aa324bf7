"""Overview: where do we stand, and what needs me this week?"""

from cadence.app import open_page
from cadence.app.in_place import welcome
from cadence.app.parts import attention_list, cards
from cadence.cards import attention
from cadence.cards.key_figures import key_figures
from cadence.charts import overview, pace

page = open_page(__file__, filters=("cities", "countries", "themes"))

welcome.show(page)
cards.show_compared(
    page,
    lambda ask, ask_before: key_figures(ask("key_figures"), ask_before("key_figures"), page.before, page.words),
    columns=3,
)

attention_list.show(page, attention.with_sentences(page.ask("attention"), page.words))

page.chapter("pace")
page.show(pace.pace_strip, page.ask("pace_strip"))

page.chapter("map")
page.show(overview.city_map, page.ask("city_situation"))
