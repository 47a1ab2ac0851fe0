"use strict";
// j and k, or the arrows while a block has the focus, walk over the blocks that are shown
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select, textarea")) return;
  const here = event.target.closest("[data-step]");
  const arrow = here ? { ArrowDown: 1, ArrowUp: -1 }[event.key] : 0;
  const step = { j: 1, k: -1 }[event.key] || arrow;
  if (!step) return;
  const shown = [...document.querySelectorAll("[data-step]")].filter((each) => each.getClientRects().length);
  const next = shown[here ? shown.indexOf(here) + step : 0];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.scrollIntoView({ block: "nearest" });
});
