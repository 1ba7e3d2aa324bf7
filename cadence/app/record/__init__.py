"""The record on the screen: publications, what each changed, the life of a row."""
