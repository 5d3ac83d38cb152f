"""The learned parts: how a linear model is fitted, kept in a file, checked and loaded. Never knows what it decides."""
