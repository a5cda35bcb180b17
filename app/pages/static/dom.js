// Elements from plain values: text goes in as text, never as markup. Icons are drawn from the constant paths below.
export const el = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return node;
};

const PATHS = {
  sign: ["M1 4h5M10 4h5M1 12h5M10 12h5", "M1 8h6M9 8h6"],
  clock: ["M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8z", "M8 4.6V8l2.3 1.5"],
  plus: ["M8 2.5v11M2.5 8h11"],
  down: ["M8 2.2v7.6M4.8 7 8 10.2 11.2 7M2.8 13.4h10.4"],
  moon: ["M13.5 9.8A6 6 0 1 1 6.2 2.5a4.8 4.8 0 0 0 7.3 7.3z"],
  sun: ["M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6z", "M8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3.1 3.1l1 1M11.9 11.9l1 1M12.9 3.1l-1 1M4.1 11.9l-1 1"],
  half: ["M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8z", "M8 2v12M8 4.5h4.8M8 8h6M8 11.5h4.8"],
  fold: ["M4 6l4 4 4-4"],
  cross: ["M3.5 3.5l9 9M12.5 3.5l-9 9"],
  menu: ["M2 4h12M2 8h12M2 12h12"],
  check: ["M3 8.5 6.5 12 13 4.5"],
  copy: ["M5.5 5.5h8v8h-8z", "M3.2 10.5H2.5v-8h8v.7"],
  again: ["M13 8a5 5 0 1 1-1.6-3.7M13.2 1.8v3.1h-3.1"],
  up: ["M5 7.2 7.6 1.8c1 0 1.7.8 1.7 1.8v2.6h3.4c.9 0 1.5.8 1.3 1.6l-1 4.6c-.1.7-.7 1.1-1.4 1.1H5z", "M5 7.2H2.2v6.3H5"],
  bad: ["M11 8.8 8.4 14.2c-1 0-1.7-.8-1.7-1.8V9.8H3.3c-.9 0-1.5-.8-1.3-1.6l1-4.6c.1-.7.7-1.1 1.4-1.1H11z", "M11 8.8h2.8V2.5H11"],
  book: ["M8 3.6C6.4 2.6 4.2 2.4 1.8 2.8v9.6c2.4-.4 4.6-.2 6.2.8 1.6-1 3.8-1.2 6.2-.8V2.8C11.800 2.4 9.600 2.600 8 3.600z", "M8 3.6v9.600"],
  quote: ["M6.400 4.500C4.300 5.200 3 6.800 3 9v2.500h3.500V8H4.600M13 4.500c-2.100.700-3.400 2.300-3.400 4.500v2.500h3.500V8h-1.900"],
  link: ["M6.800 9.200a2.600 2.600 0 0 0 3.700 0l2.300-2.300a2.600 2.600 0 0 0-3.700-3.700l-.900.900", "M9.200 6.800a2.600 2.600 0 0 0-3.700 0L3.200 9.100a2.600 2.600 0 0 0 3.700 3.700l.900-.900"],
  arrow: ["M2.500 8h10.500M9.200 4.200 13 8l-3.800 3.800"],
  alert: ["M8 2 14.600 13.500H1.400z", "M8 6.200v3.600M8 11.500v.500"],
  bin: ["M3 4.200h10M6.200 4V2.500h3.600V4M4.200 4.200l.6 9.300h6.400l.6-9.300"],
  out: ["M6.500 2.500H3v11h3.500", "M7 8h6.500M10.800 5.200 13.600 8l-2.800 2.800"],
  stop: [],
};

export const icon = (name) => {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", `dz-icon dz-icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  PATHS[name].forEach((path, place) => {
    const drawn = document.createElementNS(space, "path");
    drawn.setAttribute("d", path);
    if (name === "sign" && place) drawn.setAttribute("class", "dz-strong");
    svg.append(drawn);
  });
  if (name === "stop") {
    const square = document.createElementNS(space, "rect");
    for (const [key, value] of Object.entries({ x: 3, y: 3, width: 10, height: 10, rx: 2 })) square.setAttribute(key, value);
    svg.append(square);
  }
  return svg;
};

export const button = (name, words, act, attributes = {}) => el("button", { type: "button", class: "dz-tool", onclick: act, ...attributes }, name && icon(name), words && el("span", {}, words));

// To the clipboard; on plain http, where there is none, by a selection. True when it went there.
export const copy = async (words) => {
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    const field = el("textarea", { class: "dz-unseen", "aria-hidden": "true", tabindex: "-1" });
    const before = document.activeElement;
    field.value = words;
    document.body.append(field);
    field.select();
    let done = false;
    try {
      done = document.execCommand("copy");
    } catch {
      done = false;
    }
    field.remove();
    if (before && before.focus) before.focus({ preventScroll: true });
    return done;
  }
};

// A button that copies, and says on itself whether it did.
export const copier = (site, name, key, words, attributes = {}) => {
  const made = button(name, site.t(key), async () => {
    const done = await copy(typeof words === "function" ? words() : words);
    const told = site.t(done ? "copied" : "copy_failed");
    made.replaceChildren(icon(done ? "check" : name), el("span", {}, told));
    site.say(told);
    setTimeout(() => made.replaceChildren(icon(name), el("span", {}, site.t(key))), 2500);
  }, attributes);
  return made;
};
