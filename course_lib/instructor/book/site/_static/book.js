// What the theme's markup lacks for those who use a screen reader: names that say what can be read, no empty heads.
document.addEventListener("DOMContentLoaded", () => {
  const sidebar = document.querySelector(".bd-sidebar-primary");
  if (sidebar) {
    sidebar.setAttribute("role", "complementary");
    sidebar.setAttribute("aria-label", "Pages");
  }
  for (const named of document.querySelectorAll("summary[aria-label], .search-button[aria-label], .search-button__button[aria-label]")) {
    if (named.textContent.trim()) named.removeAttribute("aria-label");
  }
  for (const head of document.querySelectorAll("th")) {
    if (!head.textContent.trim()) head.replaceWith(document.createElement("td"));
    else if (head.querySelector(".math")) head.setAttribute("aria-label", head.textContent.replace(/\\[()]/g, "").trim());
  }
  for (const entry of document.querySelectorAll(".page-toc a")) {
    const last = entry.lastChild;  // what an exercise takes stands in its heading: the list stays short
    if (last?.nodeType === Node.TEXT_NODE) last.data = last.data.replace(/\s*\(\d+ min, difficulty \d of \d\)\s*$/, "");
  }
  reachable();
  window.addEventListener("load", () => window.MathJax?.startup?.promise?.then(reachable));
});

// What scrolls sideways can be scrolled by keyboard.
function reachable() {
  for (const wide of document.querySelectorAll(".bd-article table, .bd-article pre, .bd-article mjx-container[display]")) {
    if (wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0;
  }
}
