"""Pictures: a page, its duplicates or a whole corpus as one HTML file that stands alone."""

from pubclean.report.clusters import clusters_html
from pubclean.report.corpus import Corpus
from pubclean.report.pages import page_html

__all__ = ["Corpus", "clusters_html", "page_html"]
