"""Seeds written into params.yaml."""

from pathlib import Path

from restudy.core_yaml import parse_yaml
from restudy.params.seeds_written import write_seeds

TEXT = """# A comment.
seeds:
- 0
studies:
  one:
    # Why.
    base: {}   # inline
    variants:
      cnn:
        settings:
          lr: 1e-3
      mlp:
        seeds:
        - 0
        comparison: true
"""


def test_lists_are_put_at_their_places_and_all_else_stays(tmp_path: Path) -> None:
    file = tmp_path / "params.yaml"
    file.write_text(TEXT, encoding="utf-8")
    write_seeds(file, {("studies", "one", "variants", key, "seeds"): [0, 1] for key in ("cnn", "mlp")})
    added = TEXT.replace("      cnn:\n", "      cnn:\n        seeds:\n        - 0\n        - 1\n")
    assert file.read_text(encoding="utf-8") == added.replace(
        "        - 0\n        comp", "        - 0\n        - 1\n        comp"
    )


def test_the_shipped_file_stays_as_it_is(tmp_path: Path, repository: Path) -> None:
    file, text = tmp_path / "params.yaml", (repository / "params.yaml").read_text(encoding="utf-8")
    file.write_text(text, encoding="utf-8")
    write_seeds(file, {})
    assert file.read_text(encoding="utf-8") == text
    write_seeds(file, {("studies", "dropout-cnn", "variants", "unit", "seeds"): [0, 1, 2, 3, 4]})
    changed = parse_yaml(file.read_text(encoding="utf-8"), "params.yaml").content
    assert changed["studies"]["dropout-cnn"]["variants"]["unit"].pop("seeds") == [0, 1, 2, 3, 4]
    assert changed == parse_yaml(text, "params.yaml").content
