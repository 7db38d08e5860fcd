"""A study's tables as files."""

from restudy.evidence.material import Material
from restudy.layout import Results
from restudy.records import write_json, write_text


def tabulate(material: Material, results: Results) -> None:
    """Write every table of the study as CSV, and the rows of all of them for the report and for comparisons."""
    study, made = material.plan.name, {}
    for identifier, table in material.paper.tables.items():
        rows = table.rows(material)
        write_text(results.table(study, identifier), rows.to_csv())
        made[identifier] = rows.plain()
    write_json(results.table_rows(study), made)
