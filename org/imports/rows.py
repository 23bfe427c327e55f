from dataclasses import dataclass

from org.imports.cells import Cell


@dataclass(slots=True)
class Row:
    line: int  # the physical line of the file, or the row of the sheet, where it starts
    cells: list[Cell]
    problem: str = ""  # why the row as such cannot be read
    missing: int = 0  # how many cells it has fewer than the heading

    @property
    def is_blank(self) -> bool:
        return not self.problem and not any(self.cells)
