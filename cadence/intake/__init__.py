"""From a file to its publication: recognised, checked, asked, mended, and published as one step."""
