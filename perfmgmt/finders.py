"""Static files out of Python packages: only those that pages use."""

from bootstrap_wrapper import get_bootstrap_dir
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage


class PackageFinder(BaseFinder):
    """Bootstrap's stylesheet and script, with the maps that they name."""

    files = (
        "css/bootstrap.min.css",
        "css/bootstrap.min.css.map",
        "js/bootstrap.bundle.min.js",
        "js/bootstrap.bundle.min.js.map",
    )

    def __init__(self, app_names=None, *args, **kwargs):
        self.storage = FileSystemStorage(location=str(get_bootstrap_dir()))
        self.storage.prefix = "bootstrap"
        super().__init__(*args, **kwargs)

    def check(self, **kwargs):
        return []

    def find(self, path, find_all=False, **kwargs):
        name = path.removeprefix("bootstrap/")
        found = self.storage.path(name) if path.startswith("bootstrap/") and name in self.files else None
        return ([found] if found else []) if find_all else found

    def list(self, ignore_patterns):
        for name in self.files:
            yield name, self.storage
