# SPDX-License-Identifier: EUPL-1.2
"""The house rules that a machine can hold: import order, headers, file size, and what must not stand in any file."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parent.parent
APPS = ("partijen", "wijken", "corporaties", "afspraken", "monitoring")
NOT_OURS = {".git", ".venv", "var", "node_modules", "htmlcov"}
TEXT = {"", ".cfg", ".css", ".csv", ".html", ".ini", ".js", ".json", ".md", ".po", ".py", ".sh", ".svg", ".toml"}
TEXT |= {".txt", ".xml", ".yaml", ".yml"}
HEADER = "# SPDX-License-Identifier: EUPL-1.2"
MAX_LINES = 500
# Written in parts: this file is checked too.
REGISTRIES = ["pypi" + ".org", "python" + "hosted.org", "npm" + "js.org", "npm" + "js.com", "proxy.golang" + ".org"]
REGISTRIES += ["crates" + ".io"]
EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@(?:[A-Za-z0-9-]+\.)+([A-Za-z]{2,})\b")


def files(*suffixes: str) -> Iterator[Path]:
    """Files of the project with one of these suffixes, without environments, caches and data."""
    for entry in sorted(ROOT.iterdir()):
        if entry.name in NOT_OURS or (entry.name.startswith(".") and entry.is_dir() and entry.name != ".ci"):
            continue
        for path in sorted(entry.rglob("*")) if entry.is_dir() else [entry]:
            if path.is_file() and path.suffix in suffixes and not {"__pycache__", "node_modules"} & set(path.parts):
                yield path


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def configuration() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]


def test_import_order(capsys, monkeypatch):
    """The contracts of pyproject.toml: layers of the apps, a library that knows none of them."""
    monkeypatch.chdir(ROOT)
    assert lint_imports(no_cache=True) == 0, capsys.readouterr().out


def test_contracts_cover_every_app():
    """An app that exists is named in the contracts; otherwise they would pass without looking at it."""
    present = {app for app in APPS if (ROOT / app / "apps.py").exists()}
    contracts = {contract["name"]: contract for contract in configuration()["contracts"]}
    layers = contracts["An app imports only from the apps below it"]["layers"]
    assert present | {"portaal"} == set(configuration()["root_packages"])
    assert present <= set(contracts["The library knows no app"]["forbidden_modules"])
    assert [layer.strip("()") for layer in layers] == [*reversed(APPS), "portaal.lib"]


def test_python_files_open_with_licence_and_purpose():
    wrong = []
    for path in files(".py"):
        text = path.read_text(encoding="utf-8")
        lines = text.splitlines()
        if HEADER not in lines[:2]:  # a shebang may stand first
            wrong.append(f"{name(path)}: no licence header")
        tree = ast.parse(text)
        if tree.body and "migrations" not in path.parts and not ast.get_docstring(tree):
            wrong.append(f"{name(path)}: no module docstring")
    assert not wrong, "\n".join(wrong)


def test_python_files_stay_readable():
    sizes = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in files(".py")}
    long = {path: size for path, size in sizes.items() if size > MAX_LINES and "/migrations/" not in path}
    assert not long, f"split these into a folder: {long}"


@pytest.mark.parametrize("registry", REGISTRIES)
def test_no_registry_is_named(registry):
    """Where packages come from is up to whoever installs; a name of a host here would override that."""
    named = [name(path) for path in files(*TEXT) if registry in path.read_text(encoding="utf-8", errors="replace")]
    assert not named


def test_no_real_email_address():
    """Addresses of people never stand in code, fixtures or documentation; examples end in .example."""
    found = [
        f"{name(path)}: {match.group()}"
        for path in files(*TEXT)
        for match in EMAIL.finditer(path.read_text(encoding="utf-8", errors="replace"))
        if match.group(1).lower() != "example"
    ]
    assert not found, "\n".join(found)


def test_readme_names_every_setting():
    """What can be set through the environment stands in the README, and nothing else does."""
    variable = re.compile(r"\b(?:PORTAAL_[A-Z_]+|DATABASE_URL|WEB_CONCURRENCY|PORT)\b")
    read = {
        found
        for source in ("portaal/settings.py", "gunicorn.conf.py")
        for found in re.findall(r"""["']([A-Z_]+)["']""", (ROOT / source).read_text(encoding="utf-8"))
        if variable.fullmatch(found)
    }
    table = [line for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert read == {found for line in table for found in variable.findall(line.split("|")[1])}


def test_publiccode_keeps_the_bounds_of_its_standard():
    """publiccode.yml 0.7: catalogues refuse a file with longer or shorter descriptions."""
    document = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    required = {"publiccodeYmlVersion", "name", "url", "platforms", "developmentStatus", "softwareType", "description"}
    assert required | {"legal", "maintenance", "localisation"} <= set(document)
    assert document["publiccodeYmlVersion"] == "0.7"
    assert document["legal"]["license"] == "EUPL-1.2"
    for description in document["description"].values():
        assert len(description["shortDescription"]) <= 150
        assert 150 <= len(description["longDescription"]) <= 10_000
        assert description["features"]
