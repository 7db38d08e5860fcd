"use strict";

// Everything can be read without this script; it adds sorting, switches of series, and readouts.

const MISSING = "–";

function sortKey(row, column) {
  const text = row.cells[column].textContent.trim();
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

// One heading for each column: those of two rows have their names in the second.
function headingsOf(table) {
  const [first, second] = table.tHead.rows;
  const below = second ? Array.from(second.cells) : [];
  return Array.from(first.cells).flatMap((cell) => (cell.colSpan > 1 ? below.splice(0, cell.colSpan) : [cell]));
}

function makeSortable(table) {
  const headings = headingsOf(table);
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

function makeSwitches(figure) {
  for (const entry of figure.querySelectorAll(".legend li")) {
    const button = document.createElement("button");
    button.type = "button";
    button.setAttribute("aria-pressed", "true");
    button.append(...entry.childNodes);
    entry.append(button);
    button.addEventListener("click", () => {
      const on = button.getAttribute("aria-pressed") !== "true";
      button.setAttribute("aria-pressed", String(on));
      for (const part of figure.querySelectorAll(`.chart [data-series="${entry.dataset.series}"]`)) {
        part.toggleAttribute("data-off", !on);
      }
    });
  }
}

// A line's points in the drawing, and what they mean.
function readLine(group, names) {
  const numbers = group.querySelector("path").getAttribute("d").match(/-?[\d.]+/g).map(Number);
  const values = group.dataset.values.split("|");
  const points = group.dataset.places.split(" ").map((place, index) => ({
    place, x: numbers[2 * index], y: numbers[2 * index + 1], value: values[index],
  }));
  const [, panel] = group.dataset.part.split(":");
  return { group, panel, points, axis: group.dataset.axis, name: names[group.dataset.series] };
}

function nearest(points, x) {
  return points.reduce((best, point) => (Math.abs(point.x - x) < Math.abs(best.x - x) ? point : best));
}

class Readout {
  constructor(figure) {
    this.chart = figure.querySelector(".chart");
    this.svg = this.chart.querySelector("svg");
    const names = Array.from(figure.querySelectorAll(".legend li"), (entry) => entry.textContent.trim());
    this.lines = Array.from(this.svg.querySelectorAll("[data-values]"), (group) => readLine(group, names));
    this.cursor = this.create("g");
    this.cursor.setAttribute("class", "cursor");
    this.svg.append(this.cursor);
    this.box = document.createElement("div");
    this.box.className = "readout";
    this.box.setAttribute("role", "status");
    this.box.hidden = true;
    this.chart.append(this.box);
    this.listen(figure);
  }

  create(tag) {
    return document.createElementNS(this.svg.namespaceURI, tag);
  }

  listen(figure) {
    const region = figure.querySelector(".scroll");
    this.chart.addEventListener("pointermove", (event) => this.point(event));
    this.chart.addEventListener("pointerleave", () => this.hide());
    region.addEventListener("keydown", (event) => this.step(event));
    region.addEventListener("blur", () => this.hide());
  }

  shown(panel) {
    return this.lines.filter((line) => line.panel === panel && !line.group.hasAttribute("data-off"));
  }

  area(panel) {
    return this.svg.querySelector(`[data-part="panel:${panel}"] path`).getBBox();
  }

  point(event) {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.svg.getScreenCTM().inverse());
    const panels = [...new Set(this.lines.map((line) => line.panel))];
    const panel = panels.find((name) => {
      const area = this.area(name);
      return at.x >= area.x && at.x <= area.x + area.width && at.y >= area.y && at.y <= area.y + area.height;
    });
    const lines = panel === undefined ? [] : this.shown(panel);
    if (lines.length) this.show(panel, nearest(lines.flatMap((line) => line.points), at.x).x);
    else this.hide();
  }

  // Arrows go from point to point, and at the end of a panel to the next one.
  step(event) {
    const direction = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.key === "Escape") this.hide();
    if (!direction) return;
    const stops = [...new Set(this.lines.map((line) => line.panel))].flatMap((panel) => {
      const places = this.shown(panel).flatMap((line) => line.points.map((point) => point.x));
      return [...new Set(places)].sort((a, b) => a - b).map((x) => ({ panel, x }));
    });
    if (!stops.length) return;
    const now = stops.findIndex((stop) => this.at && stop.panel === this.at.panel && stop.x === this.at.x);
    const next = now < 0 ? (direction === 1 ? 0 : stops.length - 1) : now + direction;
    const stop = stops[Math.min(Math.max(next, 0), stops.length - 1)];
    this.show(stop.panel, stop.x);
    event.preventDefault();
  }

  show(panel, x) {
    this.at = { panel, x };
    const found = this.shown(panel).flatMap((line) => {
      const point = line.points.find((candidate) => Math.abs(candidate.x - x) < 0.01);
      return point ? [{ line, point }] : [];
    });
    if (!found.length) return;
    this.draw(panel, x, found);
    this.write(panel, x, found);
  }

  draw(panel, x, found) {
    const area = this.area(panel);
    const rule = this.create("path");
    rule.setAttribute("d", `M${x} ${area.y}V${area.y + area.height}`);
    const dots = found.map(({ line, point }) => {
      const dot = this.create("circle");
      for (const [key, value] of Object.entries({ cx: point.x, cy: point.y, r: 3.2 })) dot.setAttribute(key, value);
      dot.setAttribute("fill", line.group.querySelector("path").getAttribute("stroke"));
      return dot;
    });
    this.cursor.replaceChildren(rule, ...dots);
  }

  write(panel, x, found) {
    const head = document.createElement("b");
    head.textContent = `${found[0].line.axis} ${found[0].point.place}`;
    const list = document.createElement("dl");
    for (const { line, point } of found) {
      const name = document.createElement("dt");
      const value = document.createElement("dd");
      name.textContent = line.name;
      value.textContent = point.value;
      list.append(name, value);
    }
    this.box.replaceChildren(head, list);
    this.box.hidden = false;
    this.place(panel, x);
  }

  // Beside the rule, on the side where there is room.
  place(panel, x) {
    const matrix = this.svg.getScreenCTM();
    const frame = this.chart.getBoundingClientRect();
    const area = this.area(panel);
    const left = matrix.a * x + matrix.e - frame.left;
    const width = this.box.offsetWidth;
    const start = left + 10 + width > frame.width ? left - 10 - width : left + 10;
    this.box.style.left = `${Math.max(start, 0)}px`;
    this.box.style.top = `${matrix.d * area.y + matrix.f - frame.top + 6}px`;
  }

  hide() {
    this.at = null;
    this.box.hidden = true;
    this.cursor.replaceChildren();
  }
}

function openTarget() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const details = target && target.closest("details");
  if (details && !details.open) {
    details.open = true;
    target.scrollIntoView();
  }
}

function markSection(links) {
  const observer = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      const link = links.get(entry.target.id);
      if (entry.isIntersecting) {
        links.forEach((other) => other.removeAttribute("aria-current"));
        link.setAttribute("aria-current", "true");
      }
    }
  }, { rootMargin: "-20% 0px -75% 0px" });
  links.forEach((_, id) => observer.observe(document.getElementById(id)));
}

document.querySelectorAll("table.sortable").forEach(makeSortable);
for (const chart of document.querySelectorAll(".chart.curves")) {
  const figure = chart.closest("figure");
  new Readout(figure);
  makeSwitches(figure);
}
window.addEventListener("hashchange", openTarget);
openTarget();
markSection(new Map(Array.from(document.querySelectorAll(".contents > ul > li > a"), (link) => [link.hash.slice(1), link])));
