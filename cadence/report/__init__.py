"""The report for funders: one document from named questions; as HTML, as PDF, as files, on the page Impact.

write(serving, words, network, ...)  -> Document   chapters of sentences, charts and tables, each traceable
html(document), pdf(document)        -> the same on one page that fetches nothing, and printed
figure_files(document), bundle(...)  -> every figure as CSV with what it means; all of it as one zip
keep(store, document, form, data, author) -> what was handed on, kept in the record
"""

from cadence.report.document import write
from cadence.report.files import as_zip, bundle, figure_files, name_of
from cadence.report.html_file import html
from cadence.report.kept import keep
from cadence.report.model import Document
from cadence.report.pdf_file import browser, pdf

__all__ = ["Document", "as_zip", "browser", "bundle", "figure_files", "html", "keep", "name_of", "pdf", "write"]
