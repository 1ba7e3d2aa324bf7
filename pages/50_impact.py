"""Impact: what came of the money, does it last, can one trust it?"""

from cadence.app import open_page
from cadence.app.parts import impact

page = open_page(__file__, needs=("cities",))
page.tell()

document = impact.write(page)

page.section("take")
impact.take_away(page, document)

page.section("share")
impact.share(page)

impact.tell(page, document)
