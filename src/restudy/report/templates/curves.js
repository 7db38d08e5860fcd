// Figures: switches of series, readouts of curves, and panels one below the other where they would be too small.

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
    for (const kind of ["pointermove", "pointerdown"]) this.chart.addEventListener(kind, (event) => this.point(event));
    // What a finger opened stays until it touches elsewhere.
    this.chart.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && this.hide());
    document.addEventListener("pointerdown", (event) => this.chart.contains(event.target) || this.hide());
    region.addEventListener("keydown", (event) => this.step(event));
    region.addEventListener("blur", () => this.hide());
  }

  shown(panel) {
    return this.lines.filter((line) => line.panel === panel && !line.group.hasAttribute("data-off"));
  }

  ground(panel) {
    return this.svg.querySelector(`[data-part="panel:${panel}"] path`);
  }

  area(panel) {
    return this.ground(panel).getBBox();
  }

  point(event) {
    const { clientX: x, clientY: y } = event;
    const panel = [...new Set(this.lines.map((line) => line.panel))].find((name) => {
      const box = this.ground(name).getBoundingClientRect();
      return x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
    });
    const lines = panel === undefined ? [] : this.shown(panel);
    if (!lines.length) {
      this.hide();
      return;
    }
    const at = new DOMPoint(x, y).matrixTransform(this.ground(panel).getScreenCTM().inverse());
    this.show(panel, nearest(lines.flatMap((line) => line.points), at.x).x);
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
    (this.ground(panel).closest("[data-axes]") ?? this.svg).append(this.cursor);
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
    const matrix = this.ground(panel).getScreenCTM();
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

const LEAST_LABEL = 10;
// In pixels by the drawing's points: words of a stacked panel are not larger than the page's.
const MOST_SCALE = 1.7;

// The columns of panels of a figure that has nothing else: where each begins, and its parts.
function columnsOfPanels(svg) {
  const [, , width, height] = svg.getAttribute("viewBox").split(" ").map(Number);
  const axes = Array.from(svg.querySelectorAll(":scope > [data-axes]"));
  const groups = axes.filter((group) => group.querySelector("path"));
  const found = groups.map((group) => ({ panel: group.querySelector("path").getBBox(), left: group.getBBox().x }));
  const starts = found.map(({ panel, left }) => {
    const before = found.filter((other) => other.panel.x + other.panel.width <= panel.x);
    return before.length ? (Math.max(...before.map((other) => other.panel.x + other.panel.width)) + left) / 2 : 0;
  });
  const edges = [...new Set(starts)].sort((a, b) => a - b);
  const plain = found.every(({ panel }) => panel.width > width / 4 && panel.height > height / 2);
  const alone = !Array.from(svg.children).some((part) => ["text", "use", "image"].includes(part.tagName));
  // Panels that share the first one's labels stay beside it.
  const labelled = found.every(({ panel, left }) => panel.x - left > LEAST_LABEL);
  return { width, height, groups, starts, edges, fits: plain && alone && labelled && edges.length > 1 };
}

function stackPanels(figure, on) {
  const svg = figure.querySelector(".broad > svg");
  const { width, height, groups, starts, edges, fits } = figure.panels ??= columnsOfPanels(svg);
  if (!fits) return;
  const widest = Math.max(...edges.map((edge, place) => (edges[place + 1] ?? width) - edge));
  groups.forEach((group, place) => {
    const down = edges.indexOf(starts[place]) * height;
    group.setAttribute("transform", on ? `translate(${-starts[place]} ${down})` : "");
  });
  const size = on ? [widest, edges.length * height] : [width, height];
  svg.setAttribute("viewBox", `0 0 ${size.join(" ")}`);
  ["width", "height"].forEach((side, place) => svg.setAttribute(side, `${size[place]}pt`));
  svg.style.maxWidth = on ? `${MOST_SCALE * widest}px` : "";
  figure.classList.toggle("stacked", on);
}

for (const chart of document.querySelectorAll(".chart.curves")) {
  const figure = chart.closest("figure");
  new Readout(figure);
  makeSwitches(figure);
}
const broad = Array.from(document.querySelectorAll("figure:has(.broad)"));
const stackAll = () => broad.forEach((figure) => stackPanels(figure, NARROW.matches));
NARROW.addEventListener("change", stackAll);
if (NARROW.matches) stackAll();
