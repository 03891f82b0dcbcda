// Ticking rows: ranges, the whole page, the keyboard; and a bar that shows while there is something to do it to.
"use strict";
{
  const bar = document.getElementById("bulk");
  const boxes = [...document.querySelectorAll(".rows td.pick input")];
  const page = document.querySelector(".rows th.pick input");

  if (bar && page && boxes.length) {
    const matching = bar.elements.all; // there where more match than the page shows
    const told = bar.querySelector("[data-bulk-count]");
    const tag = bar.elements.tag;
    let last; // the box that was clicked last: where a range begins

    const show = () => {
      const ticked = boxes.filter((box) => box.checked).length;
      const whole = ticked === boxes.length;
      if (matching && !whole) matching.checked = false;
      page.checked = whole;
      page.indeterminate = ticked > 0 && !whole;
      bar.classList.toggle("on", ticked > 0);
      bar.classList.toggle("whole", whole);
      const text = (ticked === 1 ? bar.dataset.one : bar.dataset.many).replace("{n}", ticked);
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
      box.addEventListener("change", show);
    }
    page.addEventListener("change", () => tick(boxes, page.checked));
    matching?.addEventListener("change", show);
    bar.querySelector("[data-bulk-clear]").addEventListener("click", () => tick(boxes, false));
    window.addEventListener("pageshow", show); // the browser may restore what was ticked

    // Before others hear it: what is open is closed first, and only the next Escape unticks.
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !bar.classList.contains("on")) return;
      if (document.querySelector("details.picker[open], dialog[open]")) return;
      if (event.target.closest("input:not([type=checkbox]), textarea, select")) return;
      tick(boxes, false);
    }, true);

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
  }
}
