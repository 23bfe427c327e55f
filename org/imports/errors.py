class SpreadsheetError(ValueError):
    """The file as a whole cannot be taken; its text is one sentence for the person who brought it."""
