"""Demonstration data: invented people and places, and two years of documents made through the operations."""
