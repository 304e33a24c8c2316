"""The map of the code in `xjllm/__init__.py`: it names what there is, in the order in which it is imported."""

import ast
import fnmatch
import tomllib
from pathlib import Path

import xjllm

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "xjllm"
_WORDS = 45
"""Where the names of a line of the map end and its words begin."""


def _map():
    """The lines of the map, top to bottom: the names and patterns of each."""
    lines = []
    for line in xjllm.__doc__.splitlines():
        if line.startswith("    "):
            said = line[:_WORDS].strip(" ,")
            names = [name.strip() for name in said.split(",")]
            if line.startswith("      "):
                lines[-1] += names
            else:
                lines.append(names)
    return lines


def _modules():
    """Every module and package of xjllm, a package with a slash behind its name, with its files."""
    modules = {path.stem: [path] for path in PACKAGE.glob("*.py") if not path.stem.startswith("__")}
    return modules | {
        f"{path.parent.name}/": sorted(path.parent.rglob("*.py")) for path in PACKAGE.glob("*/__init__.py")
    }


def _place(module):
    """The line of the map on which a module stands; a name counts before a pattern."""
    exact = [n for n, names in enumerate(_map()) if module in names]
    by_pattern = [n for n, names in enumerate(_map()) if any(fnmatch.fnmatchcase(module, name) for name in names)]
    found = exact or by_pattern
    assert len(found) == 1, f"{module} stands {len(found)} times on the map in xjllm/__init__.py"
    return found[0]


def _imports(path):
    """The modules of xjllm that a file imports when it runs, also inside of functions."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    only_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in only_types:
            continue
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module] if node.module != "xjllm" else [f"xjllm.{alias.name}" for alias in node.names]
        for name in names:
            top, _, rest = name.partition(".")
            if top == "xjllm" and rest:
                yield rest.split(".")[0]


def test_every_module_stands_on_the_map_once():
    """No module or folder is missing from the map, and none stands on it twice."""
    assert [module for module in _modules() if _place(module) is None] == []


def test_the_map_has_nothing_that_is_not_there():
    """Each name and pattern of the map is that of a module or a folder."""
    modules = list(_modules())
    assert len(_map()) > 10
    assert [name for names in _map() for name in names if not fnmatch.filter(modules, name)] == []


def test_the_layers_of_the_import_contract_are_what_is_there():
    """import-linter's layers name every module and folder, and nothing else."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (contract,) = settings["tool"]["importlinter"]["contracts"]
    layered = sorted(name.strip() for layer in contract["layers"] for name in layer.split("|"))
    assert layered == sorted(["__main__", *(module.rstrip("/") for module in _modules())])


def test_imports_go_up_the_map():
    """A module imports only from its own line of the map and from those above it."""
    modules = _modules()
    places = {module.rstrip("/"): _place(module) for module in modules}
    wrong = {
        f"{module} imports {imported}"
        for module, files in modules.items()
        for path in files
        for imported in _imports(path)
        if imported in places and places[imported] > places[module.rstrip("/")]
    }
    assert sorted(wrong) == []
