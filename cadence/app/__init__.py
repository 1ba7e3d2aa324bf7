"""The widgets all pages share. Besides dashboard.py and pages/, only this package knows Streamlit."""

from cadence.app.page import Page, open_page

__all__ = ["Page", "open_page"]
