"""What a machine tells the program, and what the program makes of it."""

import stat
from pathlib import Path

import pytest
from pydantic import ValidationError

from tthc_engine.settings import Settings, default_data_dir, unknown_variables


def test_an_office_without_a_database_address_keeps_its_rows_in_the_data_folder(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    assert settings.database == f"sqlite:///{tmp_path}/tthc.db"
    assert settings.sqlite_file == tmp_path / "tthc.db"


def test_a_postgresql_address_needs_no_driver_in_it() -> None:
    settings = Settings(database_url="postgresql://desk@127.0.0.1/tthc")
    assert settings.database == "postgresql+psycopg://desk@127.0.0.1/tthc"
    assert settings.sqlite_file is None


def test_the_demo_and_a_real_office_never_share_a_folder() -> None:
    assert Settings().data_dir == default_data_dir(demo=False)
    assert Settings(demo=True).data_dir == default_data_dir(demo=True) != default_data_dir(demo=False)


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TTHC_PORT", "9000")
    monkeypatch.setenv("TTHC_DEMO", "1")
    monkeypatch.setenv("TTHC_SMTP_URL", "")
    settings = Settings()
    assert (settings.port, settings.demo, settings.smtp_url) == (9000, True, "")


def test_a_setting_does_not_change_while_the_program_runs() -> None:
    with pytest.raises(ValidationError):
        setattr(Settings(), "port", 1)  # noqa: B010 — the type checker refuses the plain form


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TTHC_PORT", "eight"),
        ("TTHC_PORT", "70000"),
        ("TTHC_FLOWS", "sometimes"),
        ("TTHC_DATABASE_URL", "mysql://x"),
        ("TTHC_SMTP_URL", "mail.example.org"),
    ],
)
def test_a_setting_that_cannot_be_understood_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError):
        Settings()


def test_the_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    key = Settings(data_dir=tmp_path / "office").secret_key
    file = tmp_path / "office" / "secret.key"
    assert len(key) == 64
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert Settings(data_dir=tmp_path / "office").secret_key == key
    assert [path.name for path in file.parent.iterdir()] == ["secret.key"]


def test_the_printed_address_is_what_citizens_type_when_the_office_says_so() -> None:
    assert Settings(port=8500).address == "http://127.0.0.1:8500"
    assert Settings(public_url="https://motcua.example.org/").address == "https://motcua.example.org"


def test_a_misspelt_setting_is_noticed() -> None:
    environment = {"TTHC_DATADIR": "/x", "TTHC_DATA_DIR": "/x", "TTHC_REQUIRE_ALL": "1", "PATH": "/bin"}
    assert unknown_variables(environment) == ["TTHC_DATADIR"]


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("smtp_url", "smtp://"),
        ("smtp_url", "smtp://mail:port"),
        ("smtp_url", "mailhost"),
        ("public_url", "motcua.example.org"),
        ("public_url", "https://"),
        ("mail_from", "bộ phận một cửa"),
        ("database_url", "mysql://x"),
    ],
)
def test_an_address_that_cannot_be_right_is_refused_before_anything_is_begun(name: str, wrong: str) -> None:
    with pytest.raises(ValidationError, match=f"TTHC_{name.upper()}"):
        Settings(**{name: wrong})
