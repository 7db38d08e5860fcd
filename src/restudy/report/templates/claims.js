
// Finding: by words, verdict, study and kind. Without this script all claims are listed.

const ALL = "all";

function menu(name, title, values) {
  const label = document.createElement("label");
  const select = document.createElement("select");
  select.name = name;
  select.append(...[ALL, ...values].map((value) => new Option(value, value)));
  label.append(`${title} `, select);
  return label;
}

function valuesOf(rows, name) {
  return [...new Set(rows.map((row) => row.dataset[name]))].sort();
}

function wordsOf(row) {
  return row.textContent.toLowerCase();
}

function makeFinder(list) {
  const claims = Array.from(list.children);
  const items = Array.from(document.querySelectorAll(".index li"));
  const form = document.createElement("form");
  form.className = "find";
  form.setAttribute("role", "search");
  const words = document.createElement("label");
  const input = document.createElement("input");
  input.type = "search";
  input.name = "words";
  words.append("Search ", input);
  const found = document.createElement("output");
  form.append(words, menu("verdict", "Verdict", valuesOf(claims, "verdict")), menu("study", "Study", valuesOf(claims, "study")), menu("kind", "Kind", valuesOf(claims, "kind")), found);
  const fits = (row, wanted) => ["verdict", "study", "kind"].every((name) => wanted[name] === ALL || row.dataset[name] === wanted[name]) && wordsOf(row).includes(wanted.words.trim().toLowerCase());
  const update = () => {
    const wanted = Object.fromEntries(new FormData(form));
    for (const row of claims) row.hidden = !fits(row, wanted);
    const shown = claims.filter((row) => !row.hidden).length;
    const others = items.filter((item) => {
      const group = item.closest(".index");
      item.hidden = !(wanted.study === ALL || group.dataset.study === wanted.study) || !wordsOf(item).includes(wanted.words.trim().toLowerCase());
      return !item.hidden;
    }).length;
    for (const group of document.querySelectorAll(".index")) {
      group.hidden = !group.querySelector("li:not([hidden])");
      group.open = wanted.words.trim() !== "" && !group.hidden;
    }
    found.textContent = `${shown} of ${claims.length} claims; ${others} of ${items.length} tables and figures`;
  };
  form.addEventListener("input", update);
  form.addEventListener("submit", (event) => event.preventDefault());
  list.closest("section").querySelector(".note").after(form);
  update();
}

for (const list of document.querySelectorAll("#claims .forest:not(.parts-of)")) makeFinder(list);

// A rubric that is ticked through says how far it is.
for (const rubric of document.querySelectorAll("details.rubric")) {
  rubric.addEventListener("change", () => {
    const boxes = Array.from(rubric.querySelectorAll("input"));
    const sum = (those) => those.reduce((total, box) => total + Number(box.dataset.weight), 0);
    const ticked = sum(boxes.filter((box) => box.checked));
    rubric.querySelector("output").textContent = `Ticked: ${ticked} of ${sum(boxes)} (${Math.round((100 * ticked) / sum(boxes))} %)`;
  });
}
