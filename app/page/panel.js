// The evidence panel: draws what the server sent by textContent only, so that no report text is ever read as markup.
const turns = new Map();
const text = (tag, words, attributes = {}) => {
  const node = document.createElement(tag);
  node.textContent = words;
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
};
const column = (passage, language, number) => {
  const cell = text("div", "", { lang: language === "zh" ? "zh" : "en" });
  const pieces = passage[language];
  if (!pieces.length) cell.append(text("span", language === "zh" ? "（无中文）" : "(no English)", { class: "dz-none" }));
  for (const piece of pieces) {
    if (piece.numbers.length) {
      cell.append(text("mark", piece.text, piece.numbers.includes(number) || !number ? {} : { class: "dz-other" }));
    } else {
      cell.append(document.createTextNode(piece.text));
    }
  }
  return cell;
};
const draw = (turn, number) => {
  const sheet = element.querySelector(".dz-sheet");
  const evidence = turns.get(turn);
  sheet.replaceChildren();
  if (!evidence) {
    sheet.append(text("p", "答案的依据会显示在这里，中英对照。 The passages that an answer rests on appear here, in both languages.", { class: "dz-empty" }));
    return;
  }
  sheet.append(text("p", evidence.title, { class: "dz-title" }));
  for (const passage of evidence.passages) {
    const open = number && passage.numbers.includes(number);
    const box = text("section", "", { class: open ? "dz-passage dz-open" : "dz-passage", "data-passage": passage.passage });
    if (passage.report) box.append(text("p", passage.report, { class: "dz-path" }));
    const heads = text("div", "", { class: "dz-columns" });
    heads.append(text("p", passage.path.zh, { class: "dz-path", lang: "zh" }), text("p", passage.path.en, { class: "dz-path", lang: "en" }));
    heads.append(text("div", passage.labels.zh, { class: "dz-label", lang: "zh" }), text("div", passage.labels.en, { class: "dz-label", lang: "en" }));
    heads.append(column(passage, "zh", number), column(passage, "en", number));
    box.append(heads);
    for (const note of passage.notes) box.append(text("div", note, { class: "dz-note" }));
    const read = text("a", "在全文中阅读 · Read in context", { href: passage.url, target: "_blank", rel: "noopener" });
    const foot = text("p", "", { class: "dz-path" });
    foot.append(read);
    box.append(foot);
    sheet.append(box);
  }
  const target = sheet.querySelector(".dz-open");
  if (target) target.scrollIntoView({ block: "nearest" });
  document.querySelectorAll("#dz-chat a.dz-current").forEach((a) => a.classList.remove("dz-current"));
  if (number) document.querySelectorAll(`#dz-chat a[href="#c-${turn}-${number}"]`).forEach((a) => a.classList.add("dz-current"));
};
const take = () => {
  const value = props.value;
  if (!value || !value.turn) return draw(0, 0);
  if (value.turn === 1) turns.clear();
  turns.set(value.turn, value);
  draw(value.turn, 0);
};
take();
watch("value", take);
document.addEventListener("click", (event) => {
  const link = event.target.closest && event.target.closest('a[href^="#c-"]');
  if (!link) return;
  event.preventDefault();
  const [, turn, number] = link.getAttribute("href").match(/^#c-(\d+)-(\d+)$/) || [];
  if (turn) draw(Number(turn), Number(number));
});
// Gradio sends on Enter even while an input method composes; Enter must then only confirm the characters.
document.addEventListener("keypress", (event) => {
  if (event.isComposing || event.keyCode === 229) event.stopImmediatePropagation();
}, true);
