"use strict";

// Everything can be read without scripts; they add sorting, switches of series, readouts, and where a reader is.

function openTarget() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const details = target && target.closest("details");
  if (details && !details.open) {
    details.open = true;
    target.scrollIntoView();
  }
}

// Of these places the one that begins last in the upper part of the window.
function placeRead(links) {
  const tops = links.map(([link, place]) => [link, place.getBoundingClientRect().top]);
  const begun = tops.filter(([, top]) => top < innerHeight * 0.3);
  return begun.reduce((last, each) => (each[1] >= last[1] ? each : last), begun[0] ?? tops[0])[0];
}

// The bar moves so far that the current link is in it; the page stays where it is.
function keepInSight(bar, link) {
  const [outer, inner] = [bar.getBoundingClientRect(), link.getBoundingClientRect()];
  if (!inner.width) return;
  if (inner.left < outer.left || inner.right > outer.right) bar.scrollLeft += inner.left - outer.left - 96;
  if (inner.top < outer.top || inner.bottom > outer.bottom) bar.scrollTop += inner.top - outer.top - outer.height / 2;
}

function markPlace(bar) {
  const links = Array.from(bar.querySelectorAll("li a"), (link) => [link, document.getElementById(link.hash.slice(1))]);
  let marked = null;
  const mark = () => {
    const link = placeRead(links.filter(([, place]) => place));
    if (link === marked) return;
    marked = link;
    bar.querySelectorAll("[aria-current]").forEach((other) => other.removeAttribute("aria-current"));
    bar.querySelectorAll(".here").forEach((item) => item.classList.remove("here"));
    const item = link.closest(".contents > ul > li");
    item.classList.add("here");
    for (const current of new Set([item.querySelector("a"), link])) current.setAttribute("aria-current", "true");
    keepInSight(bar, item.querySelector("a"));
    keepInSight(bar, link);
  };
  let asked = false;
  document.addEventListener("scroll", () => {
    if (!asked) requestAnimationFrame(() => { asked = false; mark(); });
    asked = true;
  }, { passive: true });
  mark();
}

// Numbers that the page holds packed are handed over as they are.
async function unpack(event) {
  const link = event.target.closest("a[download$='.gz']");
  if (!link || typeof DecompressionStream === "undefined") return;
  event.preventDefault();
  const bytes = Uint8Array.from(atob(link.href.split(",")[1]), (sign) => sign.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const given = document.createElement("a");
  given.href = URL.createObjectURL(new Blob([await new Response(stream).arrayBuffer()], { type: "text/csv" }));
  given.download = link.download.replace(/\.gz$/, "");
  given.click();
  setTimeout(() => URL.revokeObjectURL(given.href), 10000);
}

window.addEventListener("hashchange", openTarget);
document.addEventListener("click", unpack);
openTarget();
markPlace(document.querySelector(".contents"));

