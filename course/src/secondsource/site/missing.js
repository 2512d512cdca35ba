// The page for a wrong address stands at any depth, so the first page is looked for: it is where sw.js is.
(async () => {
  const parts = location.pathname.split("/");
  for (let n = parts.length - 1; n > 0; n -= 1) {
    const folder = `${parts.slice(0, n).join("/")}/`;
    const found = await fetch(`${folder}sw.js`).catch(() => null);
    if (!found?.ok || !found.headers.get("content-type")?.includes("javascript")) continue;
    const first = document.querySelector("#first");
    const link = document.createElement("a");
    link.href = folder;
    link.textContent = first?.textContent ?? "";
    first?.replaceWith(link);
    return;
  }
})();
