// Puts the widget on the sample page, as the fragment of the address says.
(() => {
  const told = new URLSearchParams(location.hash.slice(1));
  const kind = told.get("kind");
  const place = document.querySelector("#e-place");
  const dress = (node) => {
    for (const name of ["language", "theme", "accent", "title", "greeting", "report", "position", "height"]) if (told.get(name)) node.setAttribute(`data-${name}`, told.get(name));
    return node;
  };
  const script = document.createElement("script");
  script.src = "/embed.js";
  if (kind === "floating") {
    dress(script).addEventListener("load", () => window.duizhao.open());
    document.head.append(script);
  } else if (kind === "inline") {
    script.setAttribute("data-position", "inline");
    document.head.append(script);
    place.append(dress(document.createElement("duizhao-chat")));
  } else if (kind === "frame") {
    const frame = document.createElement("iframe");
    frame.title = document.title;
    frame.height = told.get("height") || "640";
    const query = new URLSearchParams({ embed: "1" });
    for (const [from, to] of [["language", "ui"], ["theme", "theme"], ["accent", "accent"], ["title", "title"], ["greeting", "greeting"]]) if (told.get(from)) query.set(to, told.get(from));
    for (const id of (told.get("report") || "").split(/[\s,]+/).filter(Boolean)) query.append("report", id);
    frame.src = `/chat/?${query}`;
    place.append(frame);
  }
})();
