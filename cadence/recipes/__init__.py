"""Sheets as teams keep them, turned into contract tables by recipes that anybody can make."""
