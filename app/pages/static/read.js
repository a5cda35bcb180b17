// The reading page with a script: languages and theme without a reload, links copied, notes beside their words, the outline following along.
"use strict";
const root = document.documentElement;
const narrow = matchMedia("(max-width: 767px)");
const rows = Array.from(document.querySelectorAll("main .b"));
const bar = () => document.querySelector(".top").getBoundingClientRect().bottom + 8;

/* The first row that begins in the window, or the one that fills it: what is being read. */
function reading() {
  let low = 0, high = rows.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle].getBoundingClientRect().top > bar()) high = middle;
    else low = middle + 1;
  }
  return low > 0 && rows[low].getBoundingClientRect().top > innerHeight * 0.8 ? rows[low - 1] : rows[low];
}

/* Change the page without moving what is being read. */
function inPlace(change) {
  const row = window.scrollY > 0 ? reading() : null;
  const before = row ? row.getBoundingClientRect().top : 0;
  change();
  if (row) window.scrollBy({ top: row.getBoundingClientRect().top - before, behavior: "instant" });
}

/* The address and every link that carries it on say what is shown now. */
function told(name, value) {
  for (const link of document.querySelectorAll('.top a[href^="?"], .hits a[href^="?"]')) {
    if (link.dataset[name] !== undefined) continue;
    const query = new URLSearchParams(link.getAttribute("href"));
    query.set(name, value);
    link.setAttribute("href", `?${query}`);
  }
  const form = document.querySelector(".find");
  const field = form.querySelector(`[name=${name}]`) || form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name }));
  field.value = value;
  const address = new URL(location.href);
  address.searchParams.set(name, value);
  history.replaceState(null, "", address);
}

/* The conversation opens in the same light, and speaks the same language. */
function remember(name, value) {
  try {
    localStorage.setItem(`duizhao.${name}`, value);
  } catch {
    // no storage: the address keeps it
  }
}

function current() {
  const now = root.dataset.show || (narrow.matches ? root.dataset.first : "both");
  for (const link of document.querySelectorAll(".show a")) {
    if (link.dataset.show === now) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}
current();
narrow.addEventListener("change", current);

for (const name of ["show", "theme"]) {
  for (const link of document.querySelectorAll(`.top a[data-${name}]`)) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      inPlace(() => {
        root.dataset[name] = link.dataset[name];
        for (const row of document.querySelectorAll(".b.open")) row.classList.remove("open");
      });
      told(name, link.dataset[name]);
      current();
      if (name !== "theme") return;
      remember("theme", link.dataset.theme);
      document.querySelector(`.top a[data-theme]:not([data-theme="${link.dataset.theme}"])`).focus();
    });
  }
}
document.querySelector(".tool.ui").addEventListener("click", (event) => {
  const row = reading();
  const anchor = window.scrollY > 0 && row ? (row.querySelector("[id]:not(.t)") || row).id : "";
  event.currentTarget.hash = begins(named()) ? location.hash : anchor;
  remember("language", event.currentTarget.hreflang);
});
const print = document.querySelector(".tool.print");
print.hidden = false;
print.addEventListener("click", () => window.print());

/* Copying a passage's address: pages of an intranet without https have no clipboard of the new kind. */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.body.appendChild(document.createElement("textarea"));
    field.value = text;
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}
document.addEventListener("click", async (event) => {
  const link = event.target.closest(".copy");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (!(await copied(location.origin + location.pathname + link.hash))) {
    location.hash = link.hash;
    return;
  }
  link.focus({ preventScroll: true });
  link.classList.add("done");
  document.querySelector("#dz-live").textContent = link.dataset.copied;
  setTimeout(() => {
    link.classList.remove("done");
    document.querySelector("#dz-live").textContent = "";
  }, 2000);
});

/* What the address names; nothing where it is no address of ours: #100% cannot be decoded. */
function named() {
  try {
    return document.getElementById(decodeURIComponent(location.hash.slice(1)));
  } catch {
    return null;
  }
}

/* Is the beginning of what the address names in view? Whoever has read on goes on from there. */
function begins(target) {
  const top = target && target.closest("main [id]") ? (target.closest("main .b") || target).getBoundingClientRect().top : -1;
  return top >= bar() - 24 && top < innerHeight;
}

/* A sentence's anchor stands in the original; where a small screen has the other language above it, the pair is shown from its beginning. */
function landed() {
  const sentence = named();
  const row = sentence && narrow.matches ? sentence.closest("main .b") : null;
  if (!row || sentence.previousElementSibling || row.getBoundingClientRect().top >= bar()) return;
  window.scrollBy({ top: row.getBoundingClientRect().top - bar(), behavior: "instant" });
}
addEventListener("load", landed);
addEventListener("hashchange", landed);

/* One language alone: a tap on a sentence opens its counterpart. */
document.addEventListener("click", (event) => {
  const row = event.target.closest("main .p .b, main .b.h");
  const alone = root.dataset.show ? root.dataset.show !== "both" : narrow.matches && !root.dataset.only;
  if (!row || !alone || event.target.closest("a, button, .t") || String(getSelection())) return;
  row.classList.toggle("open");
});

/* A note opens under the line that is pointed at, and Escape closes it. */
for (const type of ["mouseover", "focusin"]) {
  document.addEventListener(type, (event) => {
    const words = event.target.closest(".n");
    if (!words) return;
    const row = words.closest(".b");
    row.classList.remove("hush");
    const place = row.getBoundingClientRect();
    const lines = Array.from(words.getClientRects());
    const line = lines.find((one) => type === "mouseover" && event.clientY >= one.top && event.clientY <= one.bottom) || lines[lines.length - 1];
    let top = line.bottom - place.top + 6;
    for (const note of row.querySelectorAll(":scope > .t")) {
      if (!words.dataset.k.split(" ").includes(note.dataset.k)) continue;
      note.style.top = `${top}px`;
      note.style.left = `${Math.max(0, Math.min(line.left - place.left, place.width - note.offsetWidth))}px`;
      top += note.offsetHeight + 4;
    }
  });
}
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const row of document.querySelectorAll(".b:has(.n:hover), .b:has(.n:focus), .b:has(> .t:hover)")) row.classList.add("hush");
});
document.addEventListener("mouseout", (event) => {
  const row = event.target.closest(".b.hush");
  if (row && !row.contains(event.relatedTarget)) row.classList.remove("hush");
});

/* The outline: closed by choosing from it, and marking where one is. */
const outline = document.querySelector("#dz-outline");
if (outline) {
  const places = Array.from(outline.querySelectorAll("li a"), (link) => [link, document.getElementById(decodeURIComponent(link.hash.slice(1)))]).filter(([, heading]) => heading);
  let waiting = false;
  const follow = () => {
    waiting = false;
    let here = null;
    for (const [link, heading] of places) {
      if (heading.getBoundingClientRect().top > bar() + 80) break;
      here = link;
    }
    const was = outline.querySelector("[aria-current]");
    if (was === here) return;
    if (was) was.removeAttribute("aria-current");
    if (!here) return;
    here.setAttribute("aria-current", "location");
    const side = outline.parentElement;
    const frame = side.getBoundingClientRect(), place = here.getBoundingClientRect();
    if (place.bottom > frame.bottom) side.scrollTop += place.bottom - frame.bottom + 40;
    else if (place.top < frame.top) side.scrollTop += place.top - frame.top - 40;
  };
  follow();
  addEventListener("scroll", () => {
    if (!waiting) requestAnimationFrame(follow);
    waiting = true;
  }, { passive: true });
  outline.addEventListener("click", (event) => {
    if (event.target.closest("a") && outline.matches(":popover-open")) outline.hidePopover();
  });
}
