"""The process: the web application, commands run inside it, the watched folder."""
