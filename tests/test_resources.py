"""What is packaged beside the code: found from everywhere, readable, and with its license."""

from __future__ import annotations

import sys
import tomllib
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import hatchling.build
import pytest

from iop_desktop import paths
from tests.support.source import ROOT, python_files

RESOURCES = ROOT / "resources"
ICONS = sorted((RESOURCES / "icons").glob("*.svg"))
TABLES = sorted(RESOURCES.rglob("*.toml"))


def relative(path: Path) -> str:
    return path.relative_to(RESOURCES).as_posix()


def test_a_resource_is_found_in_the_source_tree() -> None:
    assert paths.resource("icons/lock.svg") == RESOURCES / "icons" / "lock.svg"


def test_a_resource_is_found_beside_an_installed_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    icon = tmp_path / "iop_desktop" / "resources" / "icons" / "lock.svg"
    icon.parent.mkdir(parents=True)
    icon.touch()
    monkeypatch.setattr(paths, "__file__", str(tmp_path / "iop_desktop" / "paths.py"))
    assert paths.resource("icons/lock.svg") == icon


def test_a_resource_is_found_in_a_frozen_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    icon = tmp_path / "resources" / "icons" / "lock.svg"
    icon.parent.mkdir(parents=True)
    icon.touch()
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert paths.resource("icons/lock.svg") == icon


@pytest.mark.parametrize("name", ["../pyproject.toml", "icons/../../README.md", "/etc/hosts"])
def test_a_name_that_leaves_the_folder_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="inside"):
        paths.resource(name)


def test_a_missing_resource_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        paths.resource("icons/no-such-icon.svg")


@pytest.mark.parametrize("path", ICONS, ids=relative)
def test_icons_are_drawings(path: Path) -> None:
    assert ElementTree.parse(path).getroot().tag.endswith("svg")


def test_every_icon_is_shown_somewhere() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in python_files("iop_desktop"))
    assert [icon.stem for icon in ICONS if f'"{icon.stem}"' not in code] == []


@pytest.mark.parametrize("path", TABLES, ids=relative)
def test_tables_are_readable(path: Path) -> None:
    assert tomllib.loads(path.read_text(encoding="utf-8"))


def test_fonts_and_icons_come_with_their_licenses() -> None:
    fonts = RESOURCES / "fonts"
    texts = {path.name: path.read_text(encoding="utf-8") for path in fonts.iterdir() if path.suffix != ".ttf"}
    families = {path.stem.partition("-")[0] for path in fonts.glob("*.ttf")}
    assert families <= {"Inter", "InterDisplay", "DejaVuSans", "DejaVuSansMono"}
    assert any("SIL OPEN FONT LICENSE" in text.upper() for text in texts.values())
    assert any("Bitstream" in text for text in texts.values())
    assert "ISC License" in (RESOURCES / "icons" / "LICENSE-lucide").read_text(encoding="utf-8")


def test_the_dictionary_comes_with_its_license() -> None:
    license_text = (RESOURCES / "dictionaries" / "LICENSE-scowl.txt").read_text(encoding="utf-8")
    for holder in ("Kevin Atkinson", "Geoff Kuenning", "Princeton University"):
        assert holder in license_text
    assert "dictionaries/LICENSE-scowl.txt" in (ROOT / "THIRD_PARTY_NOTICES.md").read_text(encoding="utf-8")


def test_the_wheel_carries_every_resource_and_the_licenses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    wheel = tmp_path / hatchling.build.build_wheel(str(tmp_path))
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    expected = {f"iop_desktop/resources/{relative(path)}" for path in RESOURCES.rglob("*") if path.is_file()}
    assert expected <= names
    assert {name.rpartition("/")[2] for name in names} >= {"LICENSE", "THIRD_PARTY_NOTICES.md"}
    assert not [name for name in names if name.startswith("tests/")]
