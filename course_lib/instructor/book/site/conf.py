"""Sphinx's settings for the book. `site.py` copies this file beside the pages that it writes."""

project = "Deep learning that grades itself"
html_title = "Deep learning"
author = copyright = ""
language = "en"
highlight_language = "none"  # a block that says nothing of its language is no Python; cells say theirs

extensions = ["myst_nb"]
exclude_patterns = ["_*"]
myst_enable_extensions = ["dollarmath", "amsmath", "html_image", "deflist", "attrs_inline"]
myst_heading_anchors = 3
suppress_warnings = ["mystnb.unknown_mime_type", "mystnb.lexer"]
nb_execution_mode = "off"
nb_ipywidgets_js: dict[str, str] = {}  # else a page may ask another host for them
nb_merge_streams = True
nb_number_source_lines = False
nb_render_markdown_format = "myst"  # what a cell shows as Markdown has formulas too
nb_mime_priority_overrides = [("html", "text/html", 0), ("html", "image/svg+xml", 5), ("html", "image/png", 10)]

html_theme = "sphinx_book_theme"
html_static_path = ["_static"]
templates_path = ["_templates"]
html_css_files = ["book.css"]
html_js_files = ["book.js"]
mathjax_path = "tex-svg.js"
mathjax3_config = {"options": {"enableMenu": False}}
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
html_show_sphinx = False
html_show_search_summary = False  # it would fetch pages, which file:// forbids
html_context = {"default_mode": "auto"}
html_theme_options = {
    "navbar_persistent": [],
    "use_download_button": False,
    "use_fullscreen_button": False,
    "show_toc_level": 2,
    "home_page_in_toc": True,
    "secondary_sidebar_items": {"**": ["page-toc"], "index": [], "errata": [], "mutation-score": []},  # wide tables
    "footer_content_items": [],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
