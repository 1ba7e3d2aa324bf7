"""What of the record a visitor may see. Whatever is kept for one scope is never handed to another.

A serving database, its file, its situations and the answers kept of it are made for one scope and carry it in their
key, so that a second scope needs a second of each. Until visitors log in there is one.
"""

EVERYTHING = "everything"
