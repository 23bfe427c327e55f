"""A manager's people on lines: in short on Today (`today`), whole on the page Team (`page`), at any level below."""
