"""Workbooks, pages and screens of what leaves the authority."""
