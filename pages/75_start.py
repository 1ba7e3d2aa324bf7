"""Start a network: what it is, its towns, its journey; its first pages within minutes, and no file."""

from cadence.app import open_page
from cadence.app.in_place import start
from cadence.app.upload import templates

page = open_page(__file__)
start.show(page)
templates.offer_start_workbook(page)
