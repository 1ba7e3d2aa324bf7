"""The way in on the screen: files, what was understood, problems mended, what would change, publishing."""
