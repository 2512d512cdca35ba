// The start page over all units: whenever it is seen again, it asks the kernel to count anew.
import { tellKernel } from "../../recording/answers.js";
import { whenInPage } from "./dom.js";

const LATER = 2500; // ms, after which the answer given last in another tab is in its file

/** Watch whether the page around `el` is seen; return what ends it. @param {{model: any, el: HTMLElement}} place */
export function drawHome({ model, el }) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let later;
  const count = () => tellKernel(() => model.send({ kind: "count" }));
  const ask = () => {
    clearTimeout(later);
    count();
    later = setTimeout(count, LATER);
  };
  const back = () => document.visibilityState === "visible" && inView && ask();
  let inView = false;
  const views = new IntersectionObserver((entries) => {
    const now = entries.at(-1)?.isIntersecting ?? false;
    if (now && !inView) ask();
    inView = now;
  });
  el.append(document.createElement("span")); // an empty one is taken for a widget without a kernel
  const callOff = whenInPage(el, () => views.observe(el.closest(".jp-NotebookPanel") ?? el));
  window.addEventListener("focus", back);
  document.addEventListener("visibilitychange", back);
  return () => {
    callOff();
    clearTimeout(later);
    views.disconnect();
    window.removeEventListener("focus", back);
    document.removeEventListener("visibilitychange", back);
  };
}
