"""Charts: one module per page, one function per chart, from an answer and words to a Chart."""
