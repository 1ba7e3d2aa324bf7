"""What people fill in and take away: templates, the dictionary of fields, CSV that is safe in a spreadsheet."""
