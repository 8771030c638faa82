"""The secret of the local mode: made on first start, kept out of git."""

import secrets
from pathlib import Path


def local_secret_key(var_dir: Path) -> str:
    """The secret key kept in `var_dir`, made now if there is none."""
    file = var_dir / "secret-key"
    if not file.exists():
        file.write_text(secrets.token_urlsafe(50))
        file.chmod(0o600)
    return file.read_text().strip()
