"""Changing on a page what is published: typed, previewed in plain words, published as one step of the history."""
