"""Cadence's front door: the frame with its pages, and the same as a web application.

``make run`` serves the application (compressed, with security headers); ``streamlit run dashboard.py`` works
too, without those.
"""

from cadence.app import frame
from cadence.server import asgi

if __name__ == "__main__":
    frame.run()
else:
    app = asgi.application(__file__)
