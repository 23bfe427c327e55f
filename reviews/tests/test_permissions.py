"""Who opens which room. The rooms of the admin come with their pages."""

MATRIX: dict[str, dict[str, int]] = {}
ADMIN_MATRIX: dict[str, dict[str, bool]] = {}
