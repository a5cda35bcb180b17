// The bar above: which reports are read, earlier conversations, a new one, export, language and theme; below 768 px in one menu.
import { button, el, icon } from "./dom.js";
import * as keep from "./keep.js";

const NAMES = { zh: "中文", en: "English" };
const THEMES = ["", "light", "dark"];

export const head = (site) => {
  const bar = el("header", { class: "dz-head" });
  let opened = null;

  const shut = (refocus) => {
    if (!opened) return;
    const { box, by } = opened;
    opened = null;
    box.remove();
    const again = [by, ...bar.querySelectorAll(`[data-opens="${by.dataset.opens}"], .dz-menu`)].find((one) => one.isConnected && one.offsetParent);
    if (again) {
      again.setAttribute("aria-expanded", "false");
      if (refocus) again.focus();
    }
  };
  const open = (name, by, fill) => {
    const same = opened && opened.name === name;
    shut(false);
    if (same) return by.focus();
    const box = el("div", { class: `dz-drop dz-drop-${name}`, role: "dialog", "aria-label": by.getAttribute("aria-label") || by.textContent });
    opened = { name, by, box, fill };
    by.setAttribute("aria-expanded", "true");
    fill(box);
    bar.append(box);
    const start = box.querySelector("button, input, a");
    if (start) start.focus();
  };
  document.addEventListener("pointerdown", (event) => {
    if (opened && event.target.isConnected && !opened.box.contains(event.target) && !opened.by.contains(event.target)) shut(false);
  });
  bar.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && opened) {
      event.stopPropagation();
      shut(true);
    }
  });
  bar.addEventListener("focusout", (event) => {
    if (opened && event.relatedTarget && !opened.box.contains(event.relatedTarget) && event.relatedTarget !== opened.by) shut(false);
  });

  // Which reports are read: all, or any of them.
  const scope = () => {
    const all = site.offered();
    const chosen = site.reports();
    const whole = chosen.length === all.length;
    const row = (words, small, checked, act, key) => el("label", { class: "dz-choice" }, el("input", { type: "checkbox", checked, onchange: act, "data-report": key }), el("span", {}, el("b", {}, words), small && el("span", { class: "dz-small" }, small)));
    const kinds = (report) => ["zh", "en"].filter((side) => report.kinds[side] !== "none").map((side) => `${NAMES[side]} ${site.t(`kind_${report.kinds[side]}`)}`).join(site.language === "zh" ? "，" : ", ");
    return el("div", { class: "dz-choices", role: "group", "aria-label": site.t("scope_choose") },
      row(site.t("scope_all"), site.t("scope_count", { count: all.length }), whole, () => site.choose(all.map((report) => report.id)), ""),
      all.map((report) => row(report.title[site.language], kinds(report), !whole && chosen.includes(report.id), (event) => {
        const others = whole ? [] : chosen.filter((id) => id !== report.id);
        site.choose(event.target.checked ? [...others, report.id] : others);
      }, report.id)));
  };

  const earlier = (box) => {
    const rows = keep.list();
    const list = el("ul", { class: "dz-earlier" }, rows.map((row) => el("li", {},
      button("", "", () => {
        shut(false);
        site.reopen(row.local);
      }, { class: "dz-earlier-one", "aria-current": row.local === site.conversation.local ? "true" : null }),
      button("bin", "", () => site.remove(row.local, () => {
        box.replaceChildren();
        earlier(box);
        (box.querySelector("button") || box).focus();
      }), { class: "dz-tool dz-bin", "aria-label": site.t("history_delete", { title: row.title }), title: site.t("history_delete", { title: row.title }) }))));
    rows.forEach((row, place) => list.children[place].firstChild.append(el("span", { class: "dz-earlier-title" }, row.title), el("span", { class: "dz-small" }, row.local === site.conversation.local ? site.t("history_current") : new Date(row.when).toLocaleString(site.language === "zh" ? "zh-CN" : "en-GB", { dateStyle: "medium", timeStyle: "short" }))));
    box.append(el("h2", { class: "dz-drop-title" }, site.t("history_title")), rows.length ? list : el("p", { class: "dz-small" }, site.t("history_none")), el("p", { class: "dz-small" }, site.t(!site.kept ? "hint_tab" : site.keeps ? "history_kept" : "history_private", { most: keep.MOST })));
    box.setAttribute("tabindex", "-1");
  };

  const named = () => {
    const all = site.offered();
    const chosen = all.filter((report) => site.reports().includes(report.id));
    if (!all.length) return "";
    if (chosen.length === 1) return chosen[0].title[site.language];
    return chosen.length === site.overview.reports.length ? site.t("scope_all") : site.t("scope_count", { count: chosen.length });
  };

  const drops = (name, attributes = {}) => ({ "data-opens": name, "aria-haspopup": "dialog", "aria-expanded": "false", ...attributes });
  const languages = () => el("div", { class: "dz-switch", role: "group", "aria-label": site.t("language") }, Object.keys(NAMES).map((language) => el("button", { type: "button", lang: language, "data-language": language, "aria-pressed": String(site.language === language), onclick: () => site.speak(language) }, NAMES[language])));
  const theme = () => {
    const key = site.theme || "auto";
    const made = button({ auto: "half", light: "sun", dark: "moon" }[key], "", () => site.dress(THEMES[(THEMES.indexOf(site.theme) + 1) % 3]), { class: "dz-tool dz-theme", "aria-label": site.t(`theme_${key}`), title: site.t(`theme_${key}`) });
    made.append(el("span", { class: "dz-theme-words", "aria-hidden": "true" }, site.t(`theme_${key}`)));
    return made;
  };
  const tools = () => {
    const history = button("clock", site.t("history"), () => open("history", history, earlier), { class: "dz-tool dz-history", ...drops("history") });
    return [
      site.kept && history,
      button("plus", site.t("new"), () => site.begin(), { class: "dz-tool dz-new" }),
      button("down", site.t("export"), () => site.export(), { class: "dz-tool dz-export", disabled: !site.turns().length }),
      languages(),
      theme(),
      site.guarded && !site.frame.framed && !site.denied && el("a", { class: "dz-tool dz-out", href: `/login?next=/chat/&ui=${site.language}` }, icon("out"), el("span", {}, site.t("log_out"))),
    ].filter(Boolean);
  };
  // On a small screen the other language is one tap away, as on the reading page: who can't read the page can't search its menu.
  const other = () => {
    const language = site.language === "zh" ? "en" : "zh";
    return !site.frame.framed && el("button", { type: "button", lang: language, class: "dz-tool dz-tongue", "aria-label": site.t("other_name"), title: site.t("other_name"), onclick: () => site.speak(language) }, site.t("other_sign"));
  };
  const menu = (box) => {
    const all = tools();
    const front = button("book", site.t("front"), () => site.front(), { class: "dz-tool dz-to-contents" });
    if (!site.unopened()) all.splice(all.findIndex((tool) => tool.matches(".dz-switch")), 0, front);
    for (const tool of all) if (tool.matches(".dz-new, .dz-export, .dz-to-contents")) tool.addEventListener("click", () => shut(false));
    box.append(...all);
  };

  const draw = () => {
    const focused = bar.contains(document.activeElement) ? document.activeElement : null;
    const selector = focused && (focused.dataset.language ? `[data-language="${focused.dataset.language}"]` : focused.dataset.report !== undefined ? `[data-report="${focused.dataset.report}"]` : `.${[...focused.classList].pop()}`);
    const inside = focused && opened && opened.box.contains(focused);
    const several = site.offered().length > 1;
    const chooser = several
      ? button("", "", () => open("scope", chooser, (box) => box.append(scope())), { class: "dz-tool dz-chooser", title: site.t("scope_choose"), ...drops("scope") })
      : el("p", { class: "dz-chooser", hidden: Boolean(site.frame.title) || !named() }, el("span", { lang: site.language }, named()));
    if (several) chooser.append(el("span", { class: "dz-unseen" }, `${site.t("scope")} `), el("span", { class: "dz-chosen" }, named()), icon("fold"));
    const more = button("menu", "", () => open("menu", more, menu), { class: "dz-tool dz-menu", "aria-label": site.t("menu"), ...drops("menu") });
    const kept = opened;
    bar.replaceChildren(el("div", { class: site.frame.title ? "dz-brand dz-named" : named() ? "dz-brand" : "dz-brand dz-alone" }, icon("sign"), el("span", { lang: site.frame.title ? site.tongue(site.frame.title) : null }, site.frame.title || site.t("brand"))), chooser, el("nav", { class: "dz-nav", "aria-label": site.t("menu") }, tools()), other() || "", more);
    if (kept) {
      opened = kept;
      kept.by = bar.querySelector(`[data-opens="${kept.by.dataset.opens}"]`);
      kept.by.setAttribute("aria-expanded", "true");
      kept.box.replaceChildren();
      kept.fill(kept.box);
      bar.append(kept.box);
    }
    if (selector) ((inside && kept ? kept.box : bar).querySelector(selector) || bar).focus();
  };
  return { bar, draw, scope, shut };
};
