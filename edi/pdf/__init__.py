"""Invoices in PDF: embedded XML first, then words with their places from the text layer or from recognition, proven by arithmetic."""
