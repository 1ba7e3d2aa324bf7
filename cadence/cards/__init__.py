"""Figures said in words: what a page states besides its charts."""
