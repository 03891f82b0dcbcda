// Hilo. Every page works without this file; it only saves a click or a look.
"use strict";
document.documentElement.classList.add("js");

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// ---- Choosing from a list sends it at once. Under arrow keys every choice on the way would be sent: there Enter sends, as the
// button does. A range that is not "Custom…" sends no dates.
const ranges = () => {
  for (const select of all("select[data-range]")) {
    const dates = select.form.querySelector(".custom-dates");
    if (dates) dates.disabled = select.value !== "custom";
  }
};
ranges();
window.addEventListener("pageshow", ranges); // the browser may restore another choice on "back"
document.addEventListener("hilo:renewed", ranges);
let walking = false; // through the choices of a closed list, by keys
const sent = (event) => event.target.closest("select[data-send]");
document.addEventListener("pointerdown", () => { walking = false; });
document.addEventListener("keydown", (event) => {
  const select = sent(event);
  if (!select) return;
  walking = ![" ", "Enter", "F4"].includes(event.key) && !event.altKey; // those open the list: what is chosen there is meant
  if (event.key !== "Enter" || [...select.options].every((option) => option.selected === option.defaultSelected)) return;
  event.preventDefault();
  select.form.requestSubmit();
});
document.addEventListener("change", (event) => {
  const select = sent(event);
  if (!select) return;
  ranges();
  if (walking) return;
  if (select.value === "custom") select.form.querySelector(".custom-dates input")?.focus();
  else select.form.requestSubmit();
});

// ---- Pickers close on a click elsewhere and on Escape.
document.addEventListener("click", (event) => {
  for (const picker of all("details.picker[open]")) if (!picker.contains(event.target)) picker.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const picker of all("details.picker[open]")) {
    picker.open = false;
    picker.querySelector("summary").focus();
  }
});

// ---- A whole row is a click on its first link (but not while text is being selected).
document.addEventListener("click", (event) => {
  const row = event.target.closest(".rows tbody tr");
  if (!row || event.target.closest("a, button, input, label, .pick") || String(getSelection())) return;
  const link = row.querySelector("a");
  if (!link) return;
  if (event.ctrlKey || event.metaKey) window.open(link.href, "_blank", "noopener");
  else link.click();
});

// ---- What is to be pasted elsewhere has a button that copies it.
for (const block of all("pre[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn copy-text";
  button.textContent = document.body.dataset.copy;
  button.addEventListener("click", async () => {
    const text = block.querySelector("code").textContent;
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = document.body.dataset.copied;
      setTimeout(() => { button.textContent = document.body.dataset.copy; }, 2000);
    } catch { // not allowed on pages without TLS: it is selected, to be copied by hand
      getSelection().selectAllChildren(block.querySelector("code"));
    }
  });
  block.append(button);
}

// ---- A transcript prints itself.
for (const button of all("[data-print]")) button.addEventListener("click", () => print());

// ---- A notice leaves by itself, unless somebody is reading or about to press it.
for (const toast of all("[data-toast]")) {
  const leave = () => {
    if (toast.matches(":hover, :focus-within")) return setTimeout(leave, 2000);
    toast.classList.add("going");
    setTimeout(() => toast.remove(), 300);
  };
  setTimeout(leave, Number(toast.dataset.toast) || 8000);
}
