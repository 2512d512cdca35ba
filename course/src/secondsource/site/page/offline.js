// The site without a network: a service worker keeps its files, and brings a new version when the reader agrees.
import { button, h } from "../../widgets/page/dom.js";

/**
 * Begin once the page has come to rest.
 * @param {URL} root @param {(node: HTMLElement) => void} tell shows a line to the reader
 */
export function keepOffline(root, tell) {
  const { serviceWorker } = navigator;
  if (!serviceWorker || !root.protocol.startsWith("http")) return;
  const hadOne = Boolean(serviceWorker.controller);
  let asked = false;
  serviceWorker.addEventListener("controllerchange", () => hadOne && asked && location.reload());
  const begin = async () => {
    try {
      const kept = await serviceWorker.register(new URL("sw.js", root));
      const offer = () => {
        if (!kept.waiting || !serviceWorker.controller) return;
        const take = button("Reload", () => {
          asked = true;
          kept.waiting?.postMessage({ kind: "take over" });
        });
        tell(h("p", {}, "A corrected version of this course is there. Your answers stay. ", take));
      };
      offer();
      kept.addEventListener("updatefound", () => kept.installing?.addEventListener("statechange", offer));
      await serviceWorker.ready;
      const saving = /** @type {any} */ (navigator).connection?.saveData;
      if (!saving) serviceWorker.controller?.postMessage({ kind: "keep pages" });
      else kept.active?.postMessage({ kind: "keep page", url: location.href });
    } catch (error) {
      console.warn("Second Source: not kept for later without a network", error);
    }
  };
  if (document.readyState === "complete") void begin();
  else globalThis.addEventListener("load", () => void begin());
}

/** A button that keeps all of the site on this device, *Check* included. @param {number} megabytes */
export function keepAllButton(megabytes) {
  const { serviceWorker } = navigator;
  if (!serviceWorker || !location.protocol.startsWith("http")) return [];
  const text = `Keep the whole course on this device (about ${megabytes} MB)`;
  const keep = button(text, async () => {
    const kept = await serviceWorker.ready;
    keep.textContent = "Keeping the course on this device …";
    const channel = new MessageChannel();
    channel.port1.onmessage = ({ data }) => {
      keep.textContent = data.kept
        ? "The whole course is on this device"
        : "Not kept: the device or the network refused. Try again.";
    };
    kept.active?.postMessage({ kind: "keep all" }, [channel.port2]);
    navigator.storage?.persist?.().catch(() => {});
  });
  return [keep];
}
