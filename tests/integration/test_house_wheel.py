"""The wheel, installed far from this checkout: what a real office runs."""

import json
import os
import re
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.integration
ROOT = Path(__file__).parents[2]
DATA = {".yaml", ".typ", ".html", ".css", ".js", ".po", ".json", ".txt"}


def _run(*command: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        command, cwd=cwd, env=inherited | environment, capture_output=True, text=True, check=False, timeout=300
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = (sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-index", "--no-build-isolation", "-w", str(folder))
    built = _run(*build, str(ROOT), cwd=folder)
    assert built.returncode == 0, built.stderr
    [path] = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def elsewhere(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with the wheel; the libraries are borrowed from the one that runs this test."""
    folder = tmp_path_factory.mktemp("một cửa")
    made = _run(sys.executable, "-m", "venv", "--without-pip", "venv", cwd=folder)
    assert made.returncode == 0, made.stderr
    python = folder / "venv" / "bin" / "python"
    put = (sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps", "--no-index", str(wheel))
    installed = _run(*put, cwd=folder)
    assert installed.returncode == 0, installed.stderr
    [site] = (folder / "venv" / "lib").glob("python*/site-packages")
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return folder


def test_the_wheel_carries_every_data_file_of_the_product_and_no_test(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
    packages = ("tthc_engine", "flows", "notifications", "procedures")
    assert {name.partition("/")[0] for name in packed} == set(packages)
    needed = {
        path.relative_to(ROOT).as_posix()
        for package in packages
        for path in (ROOT / package).rglob("*")
        if path.suffix in DATA | {".py"} and "__pycache__" not in path.parts
    }
    assert needed - packed == set()


def test_the_doctor_finds_an_installed_office_well(elsewhere: Path, tmp_path: Path) -> None:
    tthc = elsewhere / "venv" / "bin" / "tthc"
    said = _run(tthc, "doctor", "--json", cwd=tmp_path, TTHC_DATA_DIR=str(tmp_path / "data"))
    findings = {finding["what"]: finding for finding in json.loads(said.stdout)}
    assert said.returncode == 0, said.stdout
    assert findings["package flows"]["found"].startswith(str(elsewhere.resolve()))


def test_the_doctor_refuses_a_foreign_package_of_our_name(elsewhere: Path, tmp_path: Path) -> None:
    (tmp_path / "foreign" / "flows").mkdir(parents=True)
    (tmp_path / "foreign" / "flows" / "__init__.py").write_text("", encoding="utf-8")
    said = _run(
        elsewhere / "venv" / "bin" / "tthc",
        "doctor",
        cwd=tmp_path,
        PYTHONPATH=str(tmp_path / "foreign"),
        TTHC_DATA_DIR=str(tmp_path / "data"),
    )
    problems = [line for line in said.stdout.splitlines() if line.startswith("problem")]
    assert said.returncode == 1
    assert len(problems) == 1 and "package flows" in problems[0]


def test_a_wrong_setting_is_one_line_and_a_wrong_call(elsewhere: Path, tmp_path: Path) -> None:
    said = _run(elsewhere / "venv" / "bin" / "tthc", "doctor", cwd=tmp_path, TTHC_PORT="eight")
    assert said.returncode == 2
    assert said.stderr.startswith("TTHC_PORT: ") and said.stderr.count("\n") == 1


def test_an_installed_office_is_set_up_copied_proved_and_put_back(elsewhere: Path, tmp_path: Path) -> None:
    tthc = elsewhere / "venv" / "bin" / "tthc"
    guide = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    [described] = re.findall(r"```yaml\n(.*?)```", guide, re.DOTALL)
    (tmp_path / "office.yaml").write_text(described, encoding="utf-8")
    people = re.findall(r"key: (\w+)", described)
    (tmp_path / "passwords").write_text("".join(f"{who} mat-khau-dai-{len(who)}\n" for who in people), encoding="utf-8")
    for folder, command in (
        ("first", ("init", "--file", "office.yaml", "--passwords", "passwords")),
        ("first", ("backup", "copies")),
        ("first", ("rebuild", "--check")),
    ):
        said = _run(tthc, *command, cwd=tmp_path, TTHC_DATA_DIR=str(tmp_path / folder))
        assert said.returncode == 0, said.stdout + said.stderr
    [copy] = (tmp_path / "copies").glob("*.db")
    for again in (("verify", copy), ("restore", copy), ("verify",)):
        said = _run(tthc, *again, cwd=tmp_path, TTHC_DATA_DIR=str(tmp_path / "second"))
        assert said.returncode == 0, said.stdout + said.stderr


def test_setup_refuses_an_old_python_in_one_line(tmp_path: Path) -> None:
    old = tmp_path / "python3"
    pretend = "import sys; sys.version_info = (3, 9); sys.version = '3.9.2'; exec(sys.argv[1])"
    old.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{pretend}" "$2"\n', encoding="utf-8")
    old.chmod(0o755)
    said = _run("sh", ROOT / "scripts" / "setup.sh", cwd=tmp_path, PYTHON=str(old))
    assert said.returncode == 2
    assert "3.9.2" in said.stderr and said.stderr.count("\n") == 1
