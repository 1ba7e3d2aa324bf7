"""The chapters of the report, in the order read: one module each, one function ``chapter`` in each."""
