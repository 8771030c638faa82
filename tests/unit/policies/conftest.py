"""What the tests of pages need beside the settings."""

from pathlib import Path

import pytest
from django.conf import settings


@pytest.fixture(scope="session", autouse=True)
def folder_of_built_assets() -> None:
    """WhiteNoise warns where the folder is missing, and a warning is an error here."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
