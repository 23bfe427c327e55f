"""A Chromium that forgives nothing."""
