// The loader: one script that puts the chat into any page, as a floating button or as <duizhao-chat>. Nothing is fetched before it is wanted.
// It shares nothing with the page around it: its own shadow, its own style sheet (no inline style, so a strict Content-Security-Policy holds), no name but `duizhao`.
(() => {
  const WORDS = {}; // by language, and
  const STYLE = ""; // both filled in by the server (app/web/embedding.py): texts/*.toml, table [loader], and embed.css
  const script = document.currentScript;
  const server = script && script.src ? new URL(script.src).origin : location.origin;
  const PHONE = matchMedia("(max-width: 768px), (max-height: 480px)"); // upright and sideways
  const SCHEME = matchMedia("(prefers-color-scheme: dark)");
  const AFTER_LOAD = 6000; // milliseconds that the chat may take once its page has loaded; a refused page "loads" too, and stays silent
  const LONGEST = 15000; // milliseconds altogether, after which words say what may be wrong; should it come later, it is shown
  const KEPT = 60000; // milliseconds after those words for which the page's own questions are kept, and asked should it come; then the page is told that nobody answers
  const EARLY = 60; // seconds before its end that a token is renewed
  const CORNERS = ["bottom-right", "bottom-left", "top-right", "top-left"];

  const PATHS = {
    sign: ["M3 7h9M16 7h9M3 21h9M16 21h9", "M3 14h9M16 14h9"],
    cross: ["m3.5 3.5 9 9M12.5 3.5l-9 9"],
    widen: ["M9.500 2.500h4v4M13.500 2.500 9 7M6.500 13.500h-4v-4M2.500 13.500 7 9"],
    narrow: ["M13.500 2.500 9.500 6.500M9.500 3v3.500H13M2.500 13.500l4-4M6.500 13V9.500H3"],
  };
  const el = (tag, attributes, ...children) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) typeof value === "function" ? node.addEventListener(name, value) : node.setAttribute(name, value);
    node.append(...children.filter(Boolean));
    return node;
  };
  const icon = (name, size) => {
    const draw = (tag, attributes) => Object.entries(attributes).reduce((node, [key, value]) => (node.setAttribute(key, value), node), document.createElementNS("http://www.w3.org/2000/svg", tag));
    const svg = draw("svg", { viewBox: name === "sign" ? "0 0 28 28" : "0 0 16 16", width: size, height: size, "aria-hidden": "true" });
    svg.append(...PATHS[name].map((path, place) => draw("path", { d: path, ...(name === "sign" ? { "stroke-width": 3, class: place ? "" : "weak" } : {}) })));
    return svg;
  };
  const number = (value, otherwise) => (/^\d{1,10}$/.test(value || "") ? Number(value) : otherwise);
  const colour = (value) => (/^#[0-9a-f]{6}$/i.test(value || "") ? value : "");
  const dark = (value) => [0.2126, 0.7152, 0.0722].reduce((sum, weight, place) => sum + weight * (parseInt(value.slice(1 + 2 * place, 3 + 2 * place), 16) / 255) ** 2.2, 0) < 0.179; // white reads better on it than black
  const names = (value) => (Array.isArray(value) ? value : String(value || "").split(/[\s,]+/)).map(String).filter(Boolean);

  class Chat extends HTMLElement {
    static get observedAttributes() {
      return ["language", "theme", "report", "title", "accent"].flatMap((name) => [name, `data-${name}`]);
    }

    // The floating one that a script tag asks for; a second one of the same server and place is none.
    static place(tag, from) {
      const place = tag.dataset.position || CORNERS[0];
      const there = [...document.querySelectorAll("duizhao-chat")].some((one) => one.floating && one.server === from && one.told("position") === place);
      if (place === "inline" || there) return;
      const made = document.createElement("duizhao-chat");
      made.server = from;
      for (const { name, value } of tag.attributes) if (name.startsWith("data-")) made.setAttribute(name, value);
      made.setAttribute("data-position", CORNERS.includes(place) || place === "none" ? place : CORNERS[0]);
      document.documentElement.append(made); // beside the body: no :last-child, grid or transform of the page's is touched
    }

    connectedCallback() {
      if (!this.shadowRoot) this.build();
      window.addEventListener("message", this.heard);
      SCHEME.addEventListener("change", this.dressed);
      if (this.floating) return PHONE.addEventListener("change", this.turned);
      this.seen = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && this.load(), { rootMargin: "300px" });
      this.seen.observe(this);
    }

    disconnectedCallback() {
      window.removeEventListener("message", this.heard);
      SCHEME.removeEventListener("change", this.dressed);
      PHONE.removeEventListener("change", this.turned);
      if (this.seen) this.seen.disconnect();
      this.unload();
    }

    attributeChangedCallback(name, before, value) {
      if (!this.shadowRoot || before === value) return;
      this.word();
      this.dress();
      const what = name.replace("data-", "");
      if (!this.frame) return;
      if (what === "language") this.post({ type: "language", language: this.language() });
      if (what === "theme") this.post({ type: "theme", theme: this.theme() });
      if (what === "report") this.post({ type: "context", reports: names(this.told("report")) });
    }

    told(name) {
      const value = this.getAttribute(`data-${name}`);
      return value === null ? this.getAttribute(name) || "" : value;
    }

    language() {
      const wanted = [this.told("language"), document.documentElement.lang, ...(navigator.languages || [])].map((tag) => tag.slice(0, 2).toLowerCase());
      return wanted.find((tag) => tag === "zh" || tag === "en") || "en";
    }

    theme() {
      return ["light", "dark"].includes(this.told("theme")) ? this.told("theme") : "";
    }

    words(key) {
      return (WORDS[this.language()] || {})[key] || key;
    }

    // What it is made of, once

    build() {
      this.server = this.server || (/^https?:/.test(this.told("server")) ? new URL(this.told("server")).origin : server);
      const place = this.told("position");
      this.floating = CORNERS.includes(place) || place === "none";
      this.waiting = new Map(); // messages to a chat that is not there yet
      this.asked = new Map(); // the page's own questions, until they are answered
      this.count = 0;
      this.heard = (event) => this.hear(event);
      this.dressed = () => this.dress();
      this.turned = () => {
        if (this.ready) this.room();
        if (!this.isOpen()) return;
        this.parts.dialog.close();
        this.show();
      };
      const bar = el("div", { class: "bar" }, el("span", { class: "name" }));
      const box = el("div", { class: "box" }, bar, el("div", { class: "told", role: "status", hidden: "" }));
      const root = el("div", { class: this.floating ? "root floating" : "root inline" });
      const shadow = this.attachShadow({ mode: "open" });
      this.parts = { root, bar, box, told: box.lastChild, name: bar.firstChild };
      if (this.floating) {
        const widen = el("button", { type: "button", class: "widen", "aria-pressed": "false", click: () => this.widen() }, icon("widen", 16));
        const shut = el("button", { type: "button", class: "shut", click: () => this.close() }, icon("cross", 16));
        const button = el("button", { type: "button", class: "open", "aria-haspopup": "dialog", "aria-expanded": "false", "aria-controls": "panel", click: () => this.open() }, icon("sign", 28));
        const dialog = el("dialog", { id: "panel" }, box);
        bar.append(widen, shut);
        button.hidden = place === "none";
        dialog.addEventListener("cancel", (event) => (event.preventDefault(), this.close()));
        dialog.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
        Object.assign(this.parts, { widen, shut, button, dialog });
        root.append(button, dialog);
      } else root.append(box);
      const [x, y = x] = this.told("offset").split(/\s+/).map((value) => number(value, 24));
      const [edge, side] = (CORNERS.includes(place) ? place : CORNERS[0]).split("-");
      const at = `${edge}: calc(${y}px + env(safe-area-inset-${edge}, 0px)); ${side}: calc(${x}px + env(safe-area-inset-${side}, 0px));`;
      const height = number(this.told("height").replace("px", ""), 0);
      const host = this.floating
        ? `:host { all: initial !important; display: block !important; position: fixed !important; inset: 0 auto auto 0 !important; width: 0 !important; height: 0 !important; z-index: ${number(this.told("z-index"), 2147483000)} !important; } .open, dialog { ${at} }`
        : `:host { display: block; position: relative; height: ${height || 640}px; border-radius: 12px; overflow: hidden; box-sizing: border-box; }`; // in the text, the page may size and place it
      const style = `${STYLE}\n${host}`;
      if ("adoptedStyleSheets" in shadow) {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(style);
        shadow.adoptedStyleSheets = [sheet];
      } else shadow.append(el("style", {}, style));
      shadow.append(root);
      this.word();
      this.dress();
    }

    word() {
      const { root, name, button, widen, shut, dialog } = this.parts;
      const title = this.told("title") || this.words("title");
      root.lang = this.language() === "zh" ? "zh-CN" : "en";
      name.textContent = title;
      if (this.frame) this.frame.title = title;
      if (!this.floating) return;
      dialog.setAttribute("aria-label", title);
      for (const [part, words] of [[button, this.told("label") || this.words("open")], [shut, this.words("close")], [widen, this.words(dialog.classList.contains("wide") ? "narrow" : "widen")]]) {
        part.setAttribute("aria-label", words);
        part.title = words;
      }
    }

    dress(look) {
      const { style, classList } = this.parts.root;
      const accent = colour(this.told("accent"));
      classList.toggle("dark", (look || this.theme() || (SCHEME.matches ? "dark" : "light")) === "dark");
      accent ? style.setProperty("--accent", accent) : style.removeProperty("--accent");
      accent ? style.setProperty("--on", dark(accent) ? "#ffffff" : "#000000") : style.removeProperty("--on");
    }

    // Opening and closing

    isOpen() {
      return this.floating && this.parts.dialog.open;
    }

    open() {
      this.load();
      if (!this.floating) return this.scrollIntoView({ block: "nearest" });
      if (!this.isOpen()) {
        const active = document.activeElement;
        this.back = active && active !== document.body && active !== this ? active : null;
        this.show();
      }
      this.enter();
    }

    show() {
      const { dialog, button } = this.parts;
      PHONE.matches ? dialog.showModal() : dialog.show();
      button.setAttribute("aria-expanded", "true");
      this.enter();
    }

    close() {
      if (!this.isOpen()) return;
      const { dialog, button } = this.parts;
      dialog.close();
      button.setAttribute("aria-expanded", "false");
      const to = this.back && this.back.isConnected ? this.back : button;
      to.focus({ preventScroll: true });
    }

    enter() {
      if (!this.ready || !this.isOpen()) return;
      this.frame.focus();
      this.post({ type: "focus" });
    }

    widen() {
      const { dialog, widen } = this.parts;
      const wide = dialog.classList.toggle("wide");
      widen.setAttribute("aria-pressed", String(wide));
      widen.replaceChildren(icon(wide ? "narrow" : "widen", 16));
      this.word();
    }

    // The frame

    async load() {
      if (this.frame) return;
      const frame = el("iframe", { title: this.told("title") || this.words("title"), allow: "clipboard-write" });
      this.frame = frame;
      this.tell(["waiting"]);
      const token = await this.token();
      if (this.frame !== frame) return;
      const query = new URLSearchParams({ embed: "1", ui: this.language(), parent: location.origin, ...(this.floating ? { panel: "1" } : {}) });
      for (const [name, value] of [["theme", this.theme()], ["accent", colour(this.told("accent"))], ["title", this.told("title")], ["greeting", this.told("greeting")]]) if (value) query.set(name, value);
      for (const id of names(this.told("report"))) query.append("report", id);
      frame.src = `${this.server}/chat/?${query}${token ? `#token=${encodeURIComponent(token)}` : ""}`;
      frame.addEventListener("load", () => this.wait(AFTER_LOAD));
      this.parts.box.prepend(frame);
      this.wait(LONGEST);
    }

    unload() {
      clearTimeout(this.patience);
      clearTimeout(this.renewal);
      if (this.frame) this.frame.remove();
      this.frame = null;
      if (this.ready) this.lose();
      this.ready = false;
      if (this.parts) this.parts.root.classList.remove("ready");
    }

    wait(time) {
      clearTimeout(this.patience);
      if (!this.ready) this.patience = setTimeout(() => this.fail(), time);
    }

    // Nothing came: a refused frame is silent, so the words are ours. Is the server there at all?
    async fail() {
      const there = await this.reached();
      if (this.ready || !this.frame) return;
      clearTimeout(this.keeping);
      this.keeping = setTimeout(() => this.ready || this.lose(), KEPT);
      const link = el("a", { href: `${this.server}/embed?ui=${this.language()}#${encodeURIComponent(location.origin)}`, target: "_blank", rel: "noopener" }, this.words("check"));
      const again = el("button", { type: "button", click: () => (this.unload(), this.load()) }, this.words("again"));
      this.tell(there ? ["failed", "refused", "administrator"] : ["failed", "unreachable", "refused", "administrator"], link, again);
    }

    // A page whose own policy (connect-src) lets nobody look cannot tell: then it is no fault of the server's.
    async reached() {
      let kept = false;
      const noticed = ({ blockedURI }) => (kept = kept || String(blockedURI).startsWith(`${this.server}/embed.js`));
      document.addEventListener("securitypolicyviolation", noticed);
      const there = await fetch(`${this.server}/embed.js`, { mode: "no-cors", cache: "no-store", credentials: "omit" }).then(() => true, () => false);
      if (!there) await new Promise((resolve) => setTimeout(resolve, 100)); // the violation is told in a task of its own
      document.removeEventListener("securitypolicyviolation", noticed);
      return there || kept;
    }

    tell(keys, link, again) {
      const { told } = this.parts;
      const fill = (key) => this.words(key).replace("{origin}", location.origin).replace("{server}", this.server).replace("{host}", new URL(this.server).hostname);
      told.replaceChildren(...keys.filter(Boolean).map((key) => el("p", key === "failed" ? { class: "head" } : {}, fill(key))), ...[link && el("p", {}, link), again].filter(Boolean));
      told.hidden = false;
    }

    // A token from the page's own server, where it has one to give; renewed before it ends.
    async token() {
      const from = this.told("token-url");
      if (!from) return "";
      clearTimeout(this.renewal);
      const limit = new AbortController();
      const timer = setTimeout(() => limit.abort(), 10000);
      let lasts = 30; // seconds until the next try, where none is given
      try {
        const reply = await fetch(new URL(from, document.baseURI), { credentials: "include", cache: "no-store", headers: { Accept: "application/json" }, signal: limit.signal });
        const { token, expires_in } = await reply.json();
        if (!reply.ok || typeof token !== "string") throw new Error(`status ${reply.status}`);
        lasts = expires_in > 0 ? Math.max(expires_in - EARLY, expires_in / 2, 5) : 300;
        return token;
      } catch (error) {
        console.warn(`duizhao: no token from ${from}: ${error.message}`);
        return "";
      } finally {
        clearTimeout(timer);
        this.renewal = setTimeout(() => this.frame && this.token().then((token) => token && this.post({ type: "token", token })), Math.min(lasts * 1000, 2 ** 31 - 1));
      }
    }

    // Between the page and the chat

    post(message) {
      const key = message.id || message.type;
      if (!this.ready) return this.waiting.set(key, { ...this.waiting.get(key), ...message });
      this.frame.contentWindow.postMessage({ duizhao: 1, ...message }, this.server);
    }

    hear(event) {
      const message = event.data;
      if (!this.frame || event.source !== this.frame.contentWindow || event.origin !== this.server || !message || message.duizhao !== 1) return;
      if (message.type === "ready") this.begin(Number(message.resent) || 0);
      else if (message.type === "look") this.dress(message.theme);
      else if (message.type === "shut") this.close();
      else if (message.type === "token") this.token().then((token) => this.post({ type: "token", token }));
      else if (message.type === "citation") this.emit("citation", { number: Number(message.number), report: String(message.report) });
      else if (message.type === "answer") this.answered(message);
    }

    begin(resent) {
      const first = !this.ready;
      this.ready = true;
      clearTimeout(this.patience);
      clearTimeout(this.keeping);
      this.parts.told.hidden = true;
      this.parts.root.classList.add("ready");
      const held = [...this.waiting.values()];
      this.waiting.clear();
      this.room();
      for (const message of held) this.post(message);
      if (first) this.emit("ready", {});
      else this.lose(resent); // the chat was loaded anew
      if (this.shadowRoot.activeElement) this.enter();
    }

    // Questions of the page's own that nobody answers any more: all but one that the chat asks again.
    lose(resent) {
      for (const id of [...this.asked.keys()].filter((id) => id !== resent)) {
        this.waiting.delete(id);
        this.answered({ id, status: "error", language: this.language(), citations: 0 });
      }
    }

    // How many buttons of the panel lie over the chat's bar.
    room() {
      if (this.floating) this.post({ type: "room", buttons: PHONE.matches ? 1 : 2 });
    }

    answered({ id, status, uncertain, language, citations }) {
      const mine = this.asked.get(id);
      this.asked.delete(id);
      const detail = { status: String(status), uncertain: uncertain === true, language: String(language), citations: Number(citations), ...(mine ? { question: mine.text } : {}) };
      if (mine) mine.resolve(detail);
      this.emit("answer", detail);
    }

    emit(type, detail) {
      this.dispatchEvent(new CustomEvent(type, { detail }));
      document.dispatchEvent(new CustomEvent(`duizhao-${type}`, { detail }));
    }

    // A question of the page's own: asked when the chat is there and free. A promise of what `answer` tells.
    ask(text) {
      if (typeof text !== "string" || !text.trim()) throw new TypeError("duizhao: ask(text) takes a question");
      this.open();
      this.count += 1;
      const id = this.count;
      return new Promise((resolve) => {
        this.asked.set(id, { text, resolve });
        this.post({ type: "ask", id, text });
      });
    }

    setLanguage(language) {
      this.setAttribute("data-language", language);
    }

    setContext({ report, title } = {}) {
      if (report !== undefined) this.setAttribute("data-report", names(report).join(" "));
      if (title !== undefined) this.post({ type: "context", title: String(title) });
    }
  }

  const already = customElements.get("duizhao-chat");
  if (!already) {
    customElements.define("duizhao-chat", Chat);
    const one = () => {
      const all = [...document.querySelectorAll("duizhao-chat")];
      return all.find((chat) => chat.floating) || all[0] || null;
    };
    const acts = ["open", "close", "ask", "setLanguage", "setContext"].map((name) => [name, (...given) => (one() ? one()[name](...given) : undefined)]);
    window.duizhao = Object.freeze(Object.fromEntries(acts));
  }
  const start = () => script && (already || Chat).place(script, server);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
