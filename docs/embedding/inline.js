// A host page's own script: asks at a click, and writes down what it hears.
document.querySelector("#ask").addEventListener("click", () => window.duizhao.ask("How does the report propose to settle disputes locally?"));
for (const type of ["ready", "answer", "citation"]) document.addEventListener(`duizhao-${type}`, (event) => (document.querySelector("#heard").textContent = `${type} ${JSON.stringify(event.detail)}`));
