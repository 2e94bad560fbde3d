"""The doctor looks at a machine; these are machines it has to judge."""

from pathlib import Path

import pytest

from tthc_engine.cli.doctor import (
    NETWORK_FILESYSTEMS,
    check_data_folder,
    check_fonts,
    check_packages_are_ours,
    check_time_zone,
    check_variables,
    check_versions,
    filesystem,
)

MOUNTS = r"""
/dev/sda1 / ext4 rw 0 0
tmpfs /run tmpfs rw 0 0
server:/export /srv/shared nfs4 rw 0 0
//server/office /mnt/Một\040cửa cifs rw 0 0
/dev/sdb1 /srv/shared/local xfs rw 0 0
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/var/lib/tthc", "ext4"),
        ("/srv/shared/tthc", "nfs4"),
        ("/srv/shared/local/tthc", "xfs"),
        ("/srv/shared-elsewhere", "ext4"),
        ("/mnt/Một cửa/tthc", "cifs"),
    ],
)
def test_the_file_system_of_a_folder_is_that_of_the_nearest_mount(folder: str, kind: str) -> None:
    assert filesystem(Path(folder), MOUNTS) == kind


def test_drives_of_a_network_are_known_and_local_ones_are_not() -> None:
    assert {"nfs4", "cifs"} <= NETWORK_FILESYSTEMS
    assert not {"ext4", "xfs", "btrfs", "overlay", "apfs", "tmpfs"} & NETWORK_FILESYSTEMS


def test_a_data_folder_is_made_private(tmp_path: Path) -> None:
    assert [finding.level for finding in check_data_folder(tmp_path / "new" / "office")] == ["ok"]


def test_a_data_folder_under_a_file_is_a_problem_with_advice(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    [finding] = check_data_folder(tmp_path / "file" / "office")
    assert finding.level == "problem" and "TTHC_DATA_DIR" in finding.found


def test_a_data_folder_open_to_everybody_earns_a_note(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "open").chmod(0o755)
    assert [finding.level for finding in check_data_folder(tmp_path / "open")] == ["note", "ok"]


def test_a_misspelt_setting_earns_a_note() -> None:
    [finding] = check_variables({"TTHC_PROT": "8400"})
    assert finding.level == "note" and "TTHC_PROT" in finding.found


def test_this_very_machine_runs_our_packages_in_the_versions_we_declare() -> None:
    findings = [*check_packages_are_ours(), *check_versions(), *check_time_zone()]
    assert {finding.level for finding in findings} == {"ok"}


def test_a_letter_always_has_a_font() -> None:
    assert [finding.level for finding in check_fonts()] in (["ok"], ["note"])
