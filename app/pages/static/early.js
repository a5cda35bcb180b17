// Before the first paint: light or dark as chosen before, or as the address says (theme=dark). The language follows in chat.js.
(() => {
  let theme = new URLSearchParams(location.search).get("theme");
  try {
    theme = theme || localStorage.getItem("duizhao.theme");
  } catch {
    // no storage: the system decides
  }
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
})();
