"""Overview: where do we stand, and what needs me this week?"""

from cadence.ui import open_page

page = open_page(__file__)
