// Ticking rows: ranges, the whole page, the keyboard; and a bar that shows while there is something to do it to.
"use strict";
{
  // Of the list that is shown: it may be renewed.
  let show = () => {};
  let clear = () => {};
  const begin = () => {
    const bar = document.getElementById("bulk");
    const boxes = [...document.querySelectorAll(".rows td.pick input")];
    const page = document.querySelector(".rows th.pick input");
    [show, clear] = [() => {}, () => {}];
    if (!bar || !page || !boxes.length) return;
    const matching = bar.elements.all; // there where more match than the page shows
    const told = bar.querySelector("[data-bulk-count]");
    const tag = bar.elements.tag;
    const forms = JSON.parse(bar.dataset.forms);
    const kind = new Intl.PluralRules(document.documentElement.lang);
    let last; // the box that was clicked last: where a range begins

    show = () => {
      const ticked = boxes.filter((box) => box.checked).length;
      const whole = ticked === boxes.length;
      if (matching && !whole) matching.checked = false;
      page.checked = whole;
      page.indeterminate = ticked > 0 && !whole;
      bar.classList.toggle("on", ticked > 0);
      bar.classList.toggle("whole", whole);
      const text = (forms[kind.select(ticked)] ?? forms.other).replace("{n}", ticked);
      told.textContent = matching?.checked ? bar.dataset.all : text;
    };

    const tick = (list, checked) => {
      for (const box of list) box.checked = checked;
      show();
    };

    for (const box of boxes) {
      box.addEventListener("click", (event) => {
        if (event.shiftKey && last && last !== box) {
          const [from, to] = [boxes.indexOf(last), boxes.indexOf(box)].sort((a, b) => a - b);
          tick(boxes.slice(from, to + 1), box.checked);
        }
        last = box;
      });
      box.addEventListener("change", () => show());
    }
    page.addEventListener("change", () => tick(boxes, page.checked));
    matching?.addEventListener("change", () => show());
    bar.querySelector("[data-bulk-clear]").addEventListener("click", () => tick(boxes, false));
    clear = () => { if (bar.classList.contains("on")) tick(boxes, false); };

    const set = bar.querySelector("button[value=tag]");
    tag?.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      set.click();
    });
    // Said here the ticks stay; without this the list says it.
    bar.addEventListener("submit", (event) => {
      if (event.submitter !== set || tag.value.trim()) return;
      event.preventDefault();
      tag.focus();
    });
    show();
  };
  begin();
  document.addEventListener("hilo:renewed", (event) => { if (event.target.querySelector(".rows")) begin(); });
  // The browser may restore what was ticked.
  window.addEventListener("pageshow", () => show());

  // Before others hear it: what is open is closed first, and only the next Escape unticks.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (document.querySelector("details.picker[open], dialog[open]")) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select")) return;
    clear();
  }, true);
}
