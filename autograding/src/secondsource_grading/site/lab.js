// In JupyterLite's own pages: say in words how Python starts, and why it doesn't. JupyterLite itself shows a small sign.
// A plain script before all others, so that it sees the kernel's worker being made.
(() => {
  const LONG = 60_000; // ms until it is said that it takes long
  const unit = /^(.+?)(-before-correction)?\.ipynb$/.exec(new URLSearchParams(location.search).get("path") ?? "")?.[1];
  const root = new URL("../", /** @type {HTMLScriptElement} */ (document.currentScript).src);
  const page = unit ? new URL(`${encodeURIComponent(unit)}/index.html`, root) : new URL("index.html", root);
  const box = Object.assign(document.createElement("div"), { className: "ss-lab" });
  box.setAttribute("role", "status");
  /** @type {any} */
  let waiting;
  let over = false;

  const button = (text, onclick) =>
    Object.assign(document.createElement("button"), { type: "button", textContent: text, onclick });
  const back = () =>
    Object.assign(document.createElement("a"), {
      href: page.href,
      textContent: unit ? "Back to the page" : "To the course",
    });

  /** @param {string} text @param {HTMLElement[]} more */
  function say(text, ...more) {
    const line = Object.assign(document.createElement("p"), { textContent: text });
    box.replaceChildren(line, ...more);
    if (!box.isConnected) (document.body ?? document.documentElement).append(box);
  }

  /** @param {string} why @param {string} [detail] */
  function fail(why, detail) {
    if (over) return;
    over = true;
    clearTimeout(waiting);
    box.setAttribute("role", "alert");
    const said = detail ? `${why} The browser says: ${detail}` : why;
    const help = "Your answers are kept, and the page has the same exercises, which need no Python.";
    say(
      `${said} ${help}`,
      button("Try again", () => location.reload()),
      back(),
    );
  }

  function begin() {
    if (over) return;
    say("Python is starting in this browser. The first time takes longest, as about 17 MB are fetched.", back());
    waiting = setTimeout(() => {
      const text = "Python is still starting. A slow connection or a small device may need some minutes.";
      say(
        text,
        button("Try again", () => location.reload()),
        back(),
      );
    }, LONG);
  }

  function ready() {
    clearTimeout(waiting);
    if (over) return;
    over = true;
    say(
      "Python is ready. Choose Run > Run All Cells, and the exercises appear.",
      button("Close", () => box.remove()),
      back(),
    );
    const drawn = new MutationObserver(() => {
      if (!document.querySelector(".ss-exercise")) return;
      drawn.disconnect();
      box.remove();
    });
    drawn.observe(document.body, { childList: true, subtree: true });
  }

  /** What is told of an error: of Python's long reports, the line that names it. @param {string} report */
  function cause(report) {
    const lines = report.split("\n").map((line) => line.trim());
    return (lines.filter((line) => /^[\w.]*(Error|Exception)\b/.test(line)).pop() ?? lines.join(" ")).slice(0, 300);
  }

  /** The kernel's worker answers its first question when Python is there, or with an error. @param {Worker} worker */
  function watch(worker) {
    over = false;
    begin();
    worker.addEventListener("error", (event) =>
      fail("Python could not be started.", event.message || "its file could not be loaded"),
    );
    const listen = ({ data }) => {
      if (data?.name === "throw")
        fail("Python could not be started.", cause(String(data.value?.value?.message ?? data.value?.value ?? "")));
      else if (data?.type === "RAW") ready();
      else return;
      worker.removeEventListener("message", listen);
    };
    worker.addEventListener("message", listen);
  }

  const { Worker: Plain } = globalThis;
  if (!globalThis.WebAssembly || !Plain || !globalThis.indexedDB) {
    addEventListener("DOMContentLoaded", () =>
      fail("This browser can't run Python, or lets the page store nothing, so the notebook can't be opened."),
    );
    return;
  }
  globalThis.Worker = class extends Plain {
    constructor(/** @type {string | URL} */ url, /** @type {WorkerOptions} */ how) {
      super(url, how);
      if (/(comlink|coincident)\.worker/.test(String(url))) watch(this);
    }
  };
  // An exercise asks the server what the notebook's file holds. There is none here, but JupyterLite knows it.
  const { fetch: plain } = globalThis;
  globalThis.fetch = async (address, how) => {
    const asked = /\/api\/contents\/(.+)\?type=notebook&content=([01])$/.exec(
      String(/** @type {any} */ (address)?.url ?? address),
    );
    const app = /** @type {any} */ (globalThis).jupyterapp;
    if (!asked || !app) return plain(address, how);
    try {
      const { contents } = app.serviceManager;
      return Response.json(
        await contents.get(decodeURIComponent(asked[1]), { type: "notebook", content: asked[2] === "1" }),
      );
    } catch {
      return new Response("", { status: 404 });
    }
  };

  const broken = (event) => {
    if (event.target instanceof HTMLScriptElement)
      fail("A part of the notebook's program could not be loaded.", event.target.src);
  };
  addEventListener("error", broken, true);
  const asked = indexedDB.open("secondsource:may-store");
  asked.onerror = () =>
    fail(
      "This browser lets the page store nothing, as some private windows do, so answers in the notebook would be lost.",
    );
  asked.onsuccess = () => {
    asked.result.close();
    indexedDB.deleteDatabase("secondsource:may-store");
  };
})();
