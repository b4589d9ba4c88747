"""A contract for import-linter: another house is entered only by its door."""

from typing import Any

from importlinter import Contract, ContractCheck, fields, output


class DoorContract(Contract):
    """Fails on imports of another house's rooms that are not among `rooms`. Tests may look anywhere."""

    type_name = "door"
    root = fields.StringField()
    rooms = fields.StringField()
    open_houses = fields.StringField()
    may_enter_anywhere = fields.StringField()

    def check(self, graph: Any, verbose: bool) -> ContractCheck:
        """Walk every import of every module."""
        rooms, opened, free = (
            _words(text) for text in (self.rooms, self.open_houses, self.may_enter_anywhere)
        )
        broken: list[str] = []
        for importer in sorted(graph.modules):
            parts = importer.split(".")
            if parts[0] != self.root or len(parts) < 2 or parts[1] in free or "tests" in parts:
                continue
            for imported in sorted(graph.find_modules_directly_imported_by(importer)):
                path = imported.split(".")
                if path[0] != self.root or len(path) < 2 or path[1] == parts[1] or path[1] in opened:
                    continue
                if len(path) == 2 or path[2] not in rooms:
                    details = graph.get_import_details(importer=importer, imported=imported)
                    broken += [f"{importer}:{d['line_number']}  {d['line_contents']}" for d in details]
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """One line an import."""
        for line in check.metadata["broken"]:
            output.print_error(line)


def _words(text: Any) -> set[str]:
    return {word.strip() for word in str(text).split(",")}
