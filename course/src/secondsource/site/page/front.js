// The first page: how far each unit is, and where to go on.
import { h } from "../../widgets/page/dom.js";

/** Say how far the reader is. @param {any} site @param {import("./store.js").Store} store */
export async function drawFront(site, store) {
  const kept = await store.all().catch(() => new Map());
  for (const unit of site.units) {
    const line = document.querySelector(`.ss-units [data-unit="${CSS.escape(unit.name)}"]`);
    const standing = line?.querySelector(".ss-standing");
    if (!line || !standing) continue;
    const { done = 0, begun = 0 } = kept.get(unit.name)?.about.progress ?? {};
    const answered = done || begun ? ` · ${done} of ${unit.of} answered${begun ? `, ${begun} begun` : ""}` : "";
    standing.textContent = done >= unit.of && unit.of ? " · all answered ✓" : answered;
    line.toggleAttribute("data-done", done >= unit.of);
  }
  const going = goOn(site.units, kept);
  const place = document.getElementById("continue");
  if (!place) return;
  place.hidden = !going;
  if (going) {
    const begun = kept.size > 0;
    place.replaceChildren(
      h(
        "a",
        { class: "ss-go", href: `${going.name}/index.html` },
        `${begun ? "Go on with" : "Begin with"}: ${going.title}`,
      ),
    );
  }
}

/** The unit that was worked on last and is open still, or else the first one that is. @param {any[]} units @param {Map<string, any>} kept */
export function goOn(units, kept) {
  const open = units.filter((unit) => (kept.get(unit.name)?.about.progress?.done ?? 0) < unit.of);
  const touched = (unit) => kept.get(unit.name)?.about.touched ?? 0;
  const last = open.filter(touched).sort((a, b) => touched(b) - touched(a))[0];
  return last ?? open[0] ?? null;
}
