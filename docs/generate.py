"""Pages that come from the code: the reference of each package, and the verbs.

MkDocs calls `on_config` and `on_files` before it builds, `on_page_markdown` for each page. What they write goes straight
into the site, so help texts and docstrings exist once. A folder in the navigation
("format/") stands for all pages in it.
"""

import html
import importlib
import inspect
import pkgutil
import re
from pathlib import Path
from typing import Any

import click
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

import tawthiq

# The order of the way through the program, not of the alphabet.
PACKAGES = ("case", "preserve", "read", "count", "publish", "kit", "view", "ledger", "record")


def packages() -> list[str]:
    """List the packages that hold code: those named above first, then the rest."""
    found = {m.name for m in pkgutil.iter_modules(tawthiq.__path__) if m.ispkg and modules(m.name)}
    known = [name for name in PACKAGES if name in found]
    return known + sorted(found - set(known))


def modules(package: str) -> list[str]:
    """List the full names of the public modules in `package`, at any depth."""
    folder = Path(tawthiq.__path__[0]) / package
    walked = pkgutil.walk_packages([str(folder)], f"tawthiq.{package}.")
    return [m.name for m in walked if not m.name.rpartition(".")[2].startswith("_")]


def reference_page(package: str) -> str:
    """Write the page of one package: its own words, then each module's."""
    own = "{show_root_heading: false, show_root_toc_entry: false, members: false}"
    lines = [f"# tawthiq.{package}\n", f"::: tawthiq.{package}\n    options: {own}\n"]
    return "\n".join([*lines, *(f"::: {name}\n" for name in modules(package))])


def verb_section(name: str, command: click.Command) -> str:
    """Write one verb: what it does, how it is called, what its options mean."""
    context = click.Context(command, info_name=f"tawthiq {name}")
    usage = command.get_usage(context).removeprefix("Usage: ")
    words = inspect.cleandoc(command.help or "").replace("\b\n", "")
    rows = [p.get_help_record(context) for p in command.get_params(context)]
    cells = [[cell.replace("|", r"\|") for cell in row] for row in rows if row]
    table = "".join(f"| `{option}` | {meaning} |\n" for option, meaning in cells)
    return (
        f"## {name}\n\n```text\n{usage}\n```\n\n{words}\n\n| option | meaning |\n|---|---|\n{table}"
    )


def verbs_page() -> str:
    """Write the page of all verbs from the help of the program itself."""
    root = importlib.import_module("tawthiq.cli.main").tawthiq
    context = click.Context(root, info_name="tawthiq")
    commands = ((name, root.get_command(context, name)) for name in root.list_commands(context))
    sections = [verb_section(name, command) for name, command in commands if command]
    return "# Verbs\n\n" + "\n".join(sections)


def generated() -> dict[str, str]:
    """Return path -> text of every page that comes from the code."""
    pages = {"reference/verbs.md": verbs_page()}
    return pages | {f"reference/{name}.md": reference_page(name) for name in packages()}


def unfold(entry: Any, docs: Path) -> Any:  # noqa: ANN401  an entry of mkdocs.yml
    """Replace "folder/" in a navigation entry by the pages of that folder."""
    if isinstance(entry, dict):
        return {title: unfold(inner, docs) for title, inner in entry.items()}
    if isinstance(entry, list):
        return [unfold(inner, docs) for inner in entry]
    if not entry.endswith("/"):
        return entry
    found = sorted((docs / entry).glob("*.md"), key=lambda p: (p.stem != "index", p.name))
    on_disk = [p.relative_to(docs).as_posix() for p in found]
    return on_disk + [page for page in generated() if page.startswith(entry)]


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Complete the navigation."""
    config.nav = unfold(config.nav, Path(config.docs_dir))
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages to those on disk."""
    for path, text in generated().items():
        files.append(File.generated(config, path, content=text))
    return files


def small_tests(found: re.Match[str]) -> str:
    """Return the ids of tests behind a sentence, in small letters that may break."""
    ids = (html.escape(one.strip()) for one in found[1].split(","))
    broken = (one.replace("/", "/<wbr>").replace("::", "::<wbr>") for one in ids)
    return "<br><small>" + "<br>".join(f"<code>{one}</code>" for one in broken) + "</small>"


def on_page_markdown(markdown: str, **_: Any) -> str:  # noqa: ANN401  as MkDocs calls it
    """Set what stands in [T: ...] small: the tests that hold a sentence up."""
    return re.sub(r"\[T: ([^\]`]+)\]", small_tests, markdown)
