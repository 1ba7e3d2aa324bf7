"""Who may do what, and which addresses the server answers to."""
