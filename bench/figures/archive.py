# SPDX-License-Identifier: Apache-2.0
"""Archives: what a guest or a phone boots from."""

import shutil
import subprocess
import tempfile
from pathlib import Path


def archive(path, files):
    """Writes a cpio archive; `files` are {name: text, or the path of a file}."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        for name, content in files.items():
            place = Path(folder, name)
            place.parent.mkdir(parents=True, exist_ok=True)
            if isinstance(content, Path):
                shutil.copy(content, place)
            else:
                place.write_text(content, encoding="ascii")
        with open(path, "wb") as out:
            names = "\n".join(files).encode()
            command = ["cpio", "--quiet", "-o", "-H", "newc"]
            subprocess.run(command, cwd=folder, input=names, stdout=out, check=True)
    return path
