// In place of the reports, for whoever has not been let in yet or no longer is: what to do, in words, and the way.
import { button, el } from "./dom.js";

const TEXTS = { login: "entry_login", ended: "entry_ended", failed: "entry_failed" };

export const entry = (site) => {
  const again = (words) => button("again", site.t(words), () => site.enter(), { class: "dz-button dz-enter" });
  if (!site.denied) return [el("p", { class: "dz-about", role: "status" }, site.t("entry_waiting"))];
  const words = el("p", { class: "dz-about" }, site.t(TEXTS[site.denied]));
  if (site.denied === "failed") return [words, again("retry")];
  if (site.denied === "ended") return [words, site.frame.framed ? again("retry") : button("again", site.t("entry_reload"), () => location.reload(), { class: "dz-button" })];
  // The login opens in a tab of its own from any frame: a password is not typed into a page within a page, and the server lets nobody frame the login.
  const within = window.parent !== window;
  const next = within ? "/chat/" : location.pathname + location.search;
  const link = el("a", { class: "dz-button dz-main", href: `/login?next=${encodeURIComponent(next)}`, ...(within ? { target: "_blank", rel: "noopener" } : {}) }, el("span", {}, site.t("entry_to_login")));
  return [words, el("p", { class: "dz-ways" }, link, within && again("entry_after_login"))];
};
