"""Handing over and receiving as an attribute of a case: packages out, receipts back, packages in.

What came in is a receipt with its items (the submission), what `archive` writes is the whole
record (the archive), what `publish` writes is for an audience (the dissemination). They are
three packages and no one is made out of another.
"""

import json
import shutil
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Protocol

from tawthiq.base import instant
from tawthiq.base.digest import sha256
from tawthiq.base.errors import RefusedError, UsageError
from tawthiq.base.shape import to_plain
from tawthiq.case.archiving import text_views, whole_ledger
from tawthiq.case.earlier import earlier_custody
from tawthiq.case.packing import Asked, Packing
from tawthiq.case.parts import Parts
from tawthiq.case.receiving import Received, receive
from tawthiq.ledger.vault import Vault
from tawthiq.preserve.bag import examine
from tawthiq.publish.consented import lacking
from tawthiq.publish.package.assemble import metadata_files, tag_files
from tawthiq.publish.package.bag import Payload, write_bag
from tawthiq.publish.package.discretion import refused
from tawthiq.publish.package.returned import Returned, compare, parse
from tawthiq.record.consent import SHARE
from tawthiq.record.entry import Draft
from tawthiq.record.handover import Acknowledged, Given, Handed, Package, Purpose
from tawthiq.record.item import Item
from tawthiq.record.release import Held
from tawthiq.view import queries
from tawthiq.view.consents import consents
from tawthiq.view.custody import given_packages

_GREATEST_LIST = 64 << 20


class Protected(Protocol):
    """What leads to protected people, for who may; every look is entered."""

    def opened(self, items: Collection[str], why: str) -> Vault:
        """Return a vault that opens the bytes of these protected items."""

    def told(self, codes: Collection[str], why: str) -> Mapping[str, Mapping[str, str]]:
        """Return the identity of each code name."""


class HandingOver:
    """Packages of a case; what protected people gave goes through `protected`."""

    def __init__(self, parts: Parts, protected: Protected) -> None:
        self._parts = parts
        self._protected = protected

    def __call__(
        self,
        items: Sequence[str],
        to: str,
        out: str | Path,
        *,
        purpose: Purpose = "share_with",
        why: str | None = None,
        giver: str | None = None,
        identities: bool = False,
    ) -> tuple[str, Given]:
        """Write a package of `items` (beginnings of ids) into the empty folder `out`.

        Returns the handover's entry and what it says. Raises RefusedError (4) with the
        reasons where consent for the purpose is lacking.
        """
        if not to.strip():
            raise UsageError("handover.to", "say to whom it is handed over")
        held = queries.items(self._parts.views)
        chosen = {key: held[key] for key in (_one(prefix, held) for prefix in items)}
        if not chosen:
            raise UsageError("handover.none", "name at least one item to hand over")
        asked = self._asked(to, purpose, giver, why, identities=identities)
        self._approve(chosen, asked, Path(out))
        package = Packing(self._parts, asked, chosen).package()
        return self._write(package, chosen, asked, Path(out), ())

    def archive(
        self,
        out: str | Path,
        *,
        to: str = "archive",
        why: str | None = None,
        giver: str | None = None,
        identities: bool = False,
    ) -> tuple[str, Given]:
        """Write the whole case into the empty folder `out`, to be read without Tawthiq.

        Protected items are left out and named by code name, unless `identities`.
        """
        held = queries.items(self._parts.views)
        chosen = {k: item for k, item in held.items() if identities or item.protected is None}
        if not chosen:
            raise UsageError("handover.none", "this case holds nothing that could be archived")
        asked = self._asked(to, "archive", giver, why, identities=identities)
        self._approve(chosen, asked, Path(out))
        codes = dict.fromkeys(i.protected for k, i in held.items() if k not in chosen)
        package = replace(
            Packing(self._parts, asked, chosen).package(),
            left_out=tuple(f"{code}: a protected person" for code in codes),
            entries=(),  # the whole record is in it
        )
        more = [*whole_ledger(self._parts, identities=identities)]
        more += text_views(self._parts, chosen)
        return self._write(package, chosen, asked, Path(out), more)

    def acknowledge(self, file: str | Path, package: str | None = None) -> tuple[str, Acknowledged]:
        """Compare the receiver's list of digests with what was given, and enter the outcome."""
        path = Path(file)
        if not path.is_file():
            raise UsageError("handover.list", f"there is no file {path}", path=str(path))
        data = path.read_bytes()[: _GREATEST_LIST + 1]
        if len(data) > _GREATEST_LIST:
            raise UsageError("handover.list", "this file is too large to be a list of digests")
        returned = parse(data.decode("utf-8", "replace"))
        if not returned.digests and returned.manifest is None:
            raise UsageError("handover.list", f"{path.name} holds no SHA-256 digests")
        entry, given = self._given(returned, package)
        act = Acknowledged(
            given.package, sha256(data).hex(), compare(given, returned), returned.by, returned.on
        )
        ids = self._parts.ledger.append([Draft("handover", to_plain(act), (entry,))])
        self._parts.views.refresh()
        return ids[0], act

    def receive(self, folder: str | Path) -> Received:
        """Take in a package, or any bag, that somebody brought; see receiving.receive."""
        return receive(self._parts, Path(folder))

    def given(self) -> dict[str, Given]:
        """Return what was handed over, by the id of its entry."""
        return dict(given_packages(self._parts.views))

    def _asked(
        self, to: str, purpose: Purpose, giver: str | None, why: str | None, *, identities: bool
    ) -> Asked:
        return Asked(
            package=str(uuid.uuid4()),
            to=to.strip(),
            purpose=purpose,
            made_at=instant.render_instant(instant.now()),
            giver=(giver or "").strip() or queries.settings(self._parts.views).title,
            why=why,
            identities=identities,
        )

    def _approve(self, chosen: Mapping[str, Item], asked: Asked, out: Path) -> None:
        views = self._parts.views
        if out.absolute().is_relative_to(self._parts.folder.root.absolute()):
            says = "a package is not encrypted and never written into the case's own folder"
            raise UsageError("handover.inside", says)
        reasons = list(refused([*chosen.values()], asked.purpose, identities=asked.identities))
        receipts = queries.receipts(views)
        held = [
            Held(k, i, (receipts[i.receipt],) if i.receipt in receipts else (), None, None)
            for k, i in chosen.items()
        ]
        purpose = f"{SHARE}{asked.to}" if asked.purpose == "share_with" else asked.purpose
        reasons += lacking(held, purpose, queries.sources(views), consents(views))
        if reasons:
            says = f"nothing is handed over to {asked.to}"
            raise RefusedError("handover.refused", says, reasons=reasons)

    def _write(
        self,
        package: Package,
        chosen: Mapping[str, Item],
        asked: Asked,
        out: Path,
        more: Sequence[Payload],
    ) -> tuple[str, Given]:
        """Write the bag, read it back, enter what was done; on any failure nothing is left."""
        total = 2 * sum(each.bytes for each in package.objects)
        files = [*self._objects(package, asked), *more, *_metadata(package)]
        files += [*earlier_custody(self._parts, package), *self._identities(chosen, asked)]
        written = None
        try:
            with self._parts.progress("packing", total) as advance:
                tags = partial(tag_files, package)
                written = write_bag(out, files, tags, advance)
                examine(out, advance)
            return self._enter(package, asked, written.manifest_sha256)
        except BaseException:
            if written is not None:
                shutil.rmtree(out, ignore_errors=True)
            raise

    def _enter(self, package: Package, asked: Asked, manifest: str) -> tuple[str, Given]:
        act = Given(
            package=package.id,
            to=package.to,
            purpose=package.purpose,
            made_at=package.made_at,
            manifest_sha256=manifest,
            items=tuple(each.item for each in package.objects),
            objects=tuple(Handed(o.item, o.path, o.sha256, o.bytes) for o in package.objects),
            giver=package.giver,
            why=package.why,
            identities=asked.identities,
        )
        ids = self._parts.ledger.append([Draft("handover", to_plain(act), act.items)])
        self._parts.views.refresh()
        return ids[0], act

    def _objects(self, package: Package, asked: Asked) -> Iterator[Payload]:
        sheltered = [each.item for each in package.objects if each.code_name is not None]
        vault = apart = self._parts.ledger.vault
        if sheltered:
            apart = self._protected.opened(sheltered, _why(asked))
        for each in package.objects:
            held = vault if each.code_name is None else apart
            yield Payload(each.path, partial(held.open, each.sha256), each.sha256)

    def _identities(self, chosen: Mapping[str, Item], asked: Asked) -> Iterator[Payload]:
        codes = {item.protected for item in chosen.values() if item.protected is not None}
        if asked.identities and codes:
            yield _identity_file(self._protected.told(codes, _why(asked)))

    def _given(self, returned: Returned, package: str | None) -> tuple[str, Given]:
        """Return the package that a list speaks of: as it says, or the one whose paths it has."""
        wanted = package or returned.package
        acts = given_packages(self._parts.views)
        if wanted is not None:
            found = [pair for pair in acts if pair[1].package.startswith(wanted)]
        else:
            listed = set(returned.digests)
            found = [p for p in acts if listed & {each.path for each in p[1].objects}]
        if len(found) != 1:
            how = "no package" if not found else "more than one package"
            says = f"{how} that was handed over is meant by this list; name it with --package"
            raise UsageError("handover.package", says)
        return found[0]


def _one(prefix: str, held: Mapping[str, Item]) -> str:
    found = [key for key in held if prefix and key.startswith(prefix)]
    if len(found) != 1:
        how = "more than one item has an id that begins" if found else "no item's id begins"
        raise UsageError("item.unknown", f"{how} with {prefix!r}")
    return found[0]


def _why(asked: Asked) -> str:
    return f"handed over to {asked.to}, package {asked.package}"


def _metadata(package: Package) -> Iterator[Payload]:
    for path, content in metadata_files(package).items():
        yield Payload(path, partial(BytesIO, content))


def _identity_file(told: Mapping[str, Mapping[str, str]]) -> Payload:
    content = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True)
    return Payload("data/metadata/identities.json", partial(BytesIO, f"{content}\n".encode()))
