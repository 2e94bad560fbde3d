"""The same letters as editable Word files: templates built by code, filled from the view the PDF is set from."""

from tthc_engine.documents.word.filling import DOCX, word_file

__all__ = ["DOCX", "word_file"]
