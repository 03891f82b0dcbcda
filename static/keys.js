// The keyboard: every key is a shortcut to a link, a field or a box that the page has anyway.
"use strict";
{
  const rows = () => [...document.querySelectorAll(".rows tbody tr")];
  const open = (row) => row?.querySelector("a.open");
  const current = () => document.activeElement?.closest(".rows tbody tr") ?? document.querySelector(".rows tr.at");
  const sheet = document.getElementById("keys");
  const press = (selector) => document.querySelector(selector)?.click();

  const go = (row) => {
    if (!row) return;
    open(row)?.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };
  const step = (by) => {
    const list = rows();
    const at = list.indexOf(current());
    go(at < 0 ? list[0] : list[at + by]);
  };
  const search = () => {
    const box = document.querySelector("[data-search]");
    box?.focus();
    box?.select();
    return box;
  };

  // In a thread: from one thing that was searched for to the next.
  const hit = (by) => {
    const hits = [...document.querySelectorAll(".hit")];
    if (!hits.length) return false;
    const at = hits.findIndex((one) => `#${one.id}` === location.hash);
    const to = hits[(Math.max(at, by < 0 ? 0 : -1) + by + hits.length) % hits.length];
    location.replace(`#${to.id}`); // one step back is still the list
    to.focus({ preventScroll: true });
    return true;
  };

  const keys = {
    "/": search,
    j: () => step(1),
    k: () => step(-1),
    o: () => open(current())?.click(),
    x: () => current()?.querySelector(".pick input")?.click(),
    n: () => hit(1) || press("a[rel=next]"),
    p: () => hit(-1) || press("a[rel=prev]"),
    u: () => press(".crumb a"),
    r: () => press("#live-show:not([hidden])"),
    "?": () => sheet?.showModal(),
  };
  const places = { o: ".nav a[href='/']", c: ".nav a[href='/conversations']" };

  let waiting = -Infinity; // since when "g" waits for the place to go to
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    if (event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], dialog")) return;
    const place = event.timeStamp - waiting < 1500 ? places[event.key] : undefined;
    waiting = event.key === "g" ? event.timeStamp : -Infinity;
    const does = place ? () => press(place) : keys[event.key];
    if (!does) return;
    event.preventDefault();
    does();
  });

  // The sheet is a page too; here it opens on the spot.
  document.addEventListener("click", (event) => {
    if (!sheet || !event.target.closest("[data-keys]") || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    sheet.showModal();
  });
  sheet?.addEventListener("click", (event) => { if (event.target === sheet) sheet.close(); }); // beside it

  // ---- Coming back, by whichever way, ends at the row that was opened: its name stands in the address of the list.
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".rows a.open");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    history.replaceState(history.state, "", `#${link.closest("tr").id}`);
  });
  // By class rather than by :target, which a page that the browser kept remembers from before.
  const arrive = () => {
    for (const row of rows()) row.classList.toggle("at", location.hash === `#${row.id}`);
    open(document.querySelector(".rows tr.at"))?.focus({ preventScroll: true });
  };
  window.addEventListener("pageshow", arrive);
  window.addEventListener("hashchange", arrive);
}
