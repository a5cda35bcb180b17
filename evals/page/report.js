// Filters, the language of the page, cases opened by address, and all opened for printing. Everything can be read without it.
(() => {
  "use strict";
  const root = document.documentElement;
  root.classList.add("js");
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  // ---- language: the reader's choice in this browser, else the browser's own
  const kept = () => { try { return localStorage.getItem("duizhao-language"); } catch { return null; } };
  function speak(language) {
    root.lang = language;
    for (const one of all("[data-z]")) {
      const said = one.dataset[language === "zh" ? "z" : "e"];
      if (one.tagName === "OPTION") one.textContent = one.dataset.count ? `${said} (${one.dataset.count})` : said;
      else one.setAttribute("aria-label", said);
      if (one.tagName === "INPUT") one.placeholder = said;
    }
    for (const one of all("[data-lang]")) one.setAttribute("aria-pressed", String(one.dataset.lang === language));
  }
  for (const one of all("[data-lang]")) one.addEventListener("click", () => {
    try { localStorage.setItem("duizhao-language", one.dataset.lang); } catch { /* a file's page may keep nothing */ }
    speak(one.dataset.lang);
  });

  // ---- filters: each section has its own; a count says how many there are with the other filters as they are
  const texts = new WeakMap();
  function text(one) {
    if (!texts.has(one)) texts.set(one, all(".s", one).map(part => part.textContent).join("\n").toLowerCase());
    return texts.get(one);
  }
  const passes = {
    outcome: (one, value) => one.dataset.outcome.split(" ").includes(value),
    language: (one, value) => one.dataset.language === value,
    category: (one, value) => one.dataset.category === value,
    change: (one, value) => one.dataset.change === value,
    text: (one, value) => value.toLowerCase().split(/\s+/).every(word => text(one).includes(word)),
  };
  const sections = all(".cases").map(section => {
    const cases = all(".case", section);
    const wanted = {};
    const fits = (one, but) => Object.entries(wanted).every(([facet, value]) => facet === but || !value || passes[facet](one, value));
    const controls = all("[data-facet]", section);
    function show() {
      let number = 0;
      for (const one of cases) { one.hidden = !fits(one); number += one.hidden ? 0 : 1; }
      section.querySelector(".number").textContent = number;
      section.querySelector(".nothing").hidden = number > 0;
      for (const one of controls) if (one.tagName === "BUTTON") {
        const { facet, value } = one.dataset;
        one.setAttribute("aria-pressed", String((wanted[facet] || "") === value));
        const count = one.querySelector(".count");
        if (count) count.textContent = cases.filter(other => fits(other, facet) && passes[facet](other, value)).length;
      } else if (one.tagName === "SELECT") for (const option of one.options) if (option.value) {
        option.dataset.count = cases.filter(other => fits(other, "category") && passes.category(other, option.value)).length;
        option.textContent = `${option.dataset[root.lang === "zh" ? "z" : "e"]} (${option.dataset.count})`;
      }
    }
    for (const one of controls) one.addEventListener(one.tagName === "BUTTON" ? "click" : "input", () => {
      wanted[one.dataset.facet] = one.tagName === "BUTTON" ? one.dataset.value : one.value.trim();
      show();
    });
    function clear() {
      for (const facet of Object.keys(wanted)) delete wanted[facet];
      for (const one of controls) if (one.tagName !== "BUTTON") one.value = "";
      show();
    }
    return { section, clear };
  });

  // ---- a case opened by its address, and the address of the case opened last
  function reach() {
    let id = location.hash.slice(1);
    try { id = decodeURIComponent(id); } catch { return; }
    const one = id && document.getElementById(id);
    if (!one) return;
    const folded = one.closest("details.whole");
    if (folded) { folded.open = true; one.scrollIntoView(); }
    if (!one.classList.contains("case")) return;
    if (one.hidden) sections.find(({ section }) => section.contains(one)).clear();
    one.open = true;
    one.scrollIntoView();
  }
  let printing = false;
  document.addEventListener("toggle", event => {
    if (printing || !event.target.classList.contains("case") || !event.target.open) return;
    try { history.replaceState(null, "", `#${event.target.id}`); } catch { /* the address stays */ }
  }, true);
  document.addEventListener("click", event => {
    const link = event.target.closest('a[href^="#"]');
    if (link && link.hash === location.hash) reach();
  });
  window.addEventListener("hashchange", reach);

  // ---- on paper every case that is shown is open; where some were opened, only these
  let opened = [];
  window.addEventListener("beforeprint", () => {
    printing = true;
    if (all(".case[open]:not([hidden])").length) return;
    opened = all(".case:not([open]):not([hidden])");
    for (const one of opened) one.open = true;
  });
  window.addEventListener("afterprint", () => {
    for (const one of opened) one.open = false;
    opened = [];
    setTimeout(() => { printing = false; });
  });

  const asked = kept();
  speak(asked === "zh" || asked === "en" ? asked : (navigator.language || "en").toLowerCase().startsWith("zh") ? "zh" : "en");
  reach();
})();
