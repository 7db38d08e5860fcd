// Tables: sorting, cards on narrow screens, and why a verdict is what it is.

const MISSING = "–";

function sortKey(row, column) {
  const cell = row.cells[column];
  const text = (cell.querySelector(".ours, .trial") ?? cell).textContent.trim();
  const value = parseFloat(text.replace(/,/g, "").replace("−", "-"));
  return { text, value, missing: text === MISSING || text === "" };
}

function compare(first, second) {
  if (Number.isNaN(first.value) || Number.isNaN(second.value)) return first.text.localeCompare(second.text);
  return first.value - second.value;
}

function sortBy(table, column, direction) {
  const body = table.tBodies[0];
  const rows = Array.from(body.rows, (row) => ({ row, key: sortKey(row, column) }));
  rows.sort((a, b) => a.key.missing - b.key.missing || direction * compare(a.key, b.key));
  body.append(...rows.map((item) => item.row));
}

// Each column's heading, and the one that it shares with another: those of two rows have their names in the second.
function columnsOf(table) {
  const [first, second] = table.tHead.rows;
  const below = second ? Array.from(second.cells) : [];
  return Array.from(first.cells).flatMap((cell) => (
    cell.colSpan > 1 ? below.splice(0, cell.colSpan).map((heading) => ({ heading, group: cell })) : [{ heading: cell }]
  ));
}

function makeSortable(table) {
  const headings = columnsOf(table).map((column) => column.heading);
  headings.forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => {
      const direction = heading.getAttribute("aria-sort") === "ascending" ? -1 : 1;
      headings.forEach((other) => other.removeAttribute("aria-sort"));
      heading.setAttribute("aria-sort", direction === 1 ? "ascending" : "descending");
      sortBy(table, column, direction);
    });
  });
}

// What a card calls a value: its heading, or the one shared with the published value that stands before it.
function nameValues(table) {
  const columns = columnsOf(table);
  for (const row of table.tBodies[0].rows) {
    columns.forEach(({ heading, group }, place) => {
      const cell = row.cells[place];
      cell.setAttribute("role", cell.tagName === "TH" ? "rowheader" : "cell");
      if (place === 0) return;
      const name = (group ?? heading).textContent.trim().replace(/published\s*reproduced$/, "");
      if (group && columns[place - 1].group === group) cell.classList.add("pair");
      else cell.dataset.label = name[0].toUpperCase() + name.slice(1);
      if (!group) cell.classList.add("alone");
    });
    row.setAttribute("role", "row");
  }
  table.tBodies[0].setAttribute("role", "rowgroup");
  table.setAttribute("role", "table");
}

const NARROW = matchMedia("(max-width: 47.99rem)");
const widths = new Map();

// Asked again where a place has another width: all places at once, since each answer lays out the page.
function foldWide(places) {
  const changed = places.filter((place) => place.clientWidth && widths.get(place) !== place.clientWidth);
  const tables = new Map(changed.map((place) => [place, place.querySelector("table")]));
  tables.forEach((table) => table.classList.remove("cards"));
  const wide = NARROW.matches ? changed.filter((place) => place.scrollWidth > place.clientWidth) : [];
  for (const place of wide) {
    const table = tables.get(place);
    if (!table.hasAttribute("role")) nameValues(table);
    table.classList.add("cards");
  }
  changed.forEach((place) => widths.set(place, place.clientWidth));
}

// Where a style sheet cannot place a reason beside its sign.
function placeReason(event) {
  const opens = event.newState === "open" && event.target.matches(".reason-note");
  if (!opens || CSS.supports("position-area: bottom")) return;
  const sign = document.querySelector(`[popovertarget="${event.target.id}"]`).getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = event.target;
  const left = Math.max(8, Math.min(sign.right - width, innerWidth - width - 8));
  const top = sign.bottom + height + 8 > innerHeight ? sign.top - height - 4 : sign.bottom + 4;
  Object.assign(event.target.style, { inset: "auto", margin: 0, left: `${left}px`, top: `${Math.max(8, top)}px` });
}

document.querySelectorAll("table.sortable").forEach(makeSortable);
const places = Array.from(document.querySelectorAll(".scroll")).filter((place) => place.querySelector("table"));
const resized = new ResizeObserver((entries) => foldWide(entries.map((entry) => entry.target)));
places.forEach((place) => resized.observe(place));
document.addEventListener("toggle", placeReason, true);
