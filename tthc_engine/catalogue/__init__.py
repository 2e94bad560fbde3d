"""Declarations: strictly read, checked, found again by code, date or words.

`packaged()` gives the law that came with this software; `Catalogue.load(root)` any other folder.
"""

from tthc_engine.catalogue.catalogue import Catalogue, digest, load_procedure, packaged
from tthc_engine.catalogue.search import fold, ranked

__all__ = ["Catalogue", "digest", "fold", "load_procedure", "packaged", "ranked"]
