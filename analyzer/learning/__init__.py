"""Labelled reports in, fitted models and measured figures out. Never knows stores or exports."""
