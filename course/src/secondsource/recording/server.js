// What the page asks the Jupyter server itself: what the notebook's file holds now. Each request carries what
// JupyterLab's own requests carry, a token or a cookie's XSRF token: a hub refuses all others.
const PATIENCE = 2000; // ms

/** A request that got no answer to use. `status` is HTTP's, 0 where no answer came. */
export class Refusal extends Error {
  /** @param {number} status @param {unknown} [cause] */
  constructor(status, cause) {
    super(status ? `the server answered ${status}` : `no answer from the server (${cause})`);
    this.status = status;
  }
}

/** What the server told the page about itself; {} where it told nothing. */
export function pageConfig() {
  try {
    return JSON.parse(document.getElementById("jupyter-config-data")?.textContent ?? "");
  } catch {
    return {};
  }
}

/** A cookie's value, or "". @param {string} name */
function cookie(name) {
  try {
    const found = document.cookie.split("; ").find((c) => c.startsWith(`${name}=`));
    return found ? found.slice(name.length + 1) : "";
  } catch {
    return ""; // a page that may hold no cookies
  }
}

/**
 * The server of one notebook. `context` is JupyterLab's document context; its session's settings are public and
 * say where the server is and how it is asked (JupyterLite answers them in the page). Without them, what the
 * page itself was told.
 */
export class Server {
  /** @param {any} context */
  constructor(context) {
    const settings = context.sessionContext?.sessionManager?.serverSettings ?? {};
    const config = pageConfig();
    /** @type {string} the server's address, with a slash at its end; "" where there is none */
    this.base = settings.baseUrl ?? config.baseUrl ?? "";
    this.token = settings.token || config.token || "";
    // A browser's own `fetch` can be called as the window's only.
    this.fetch = (settings.fetch ?? globalThis.fetch)?.bind(globalThis);
  }

  /** What every request carries. @returns {Record<string, string>} */
  headers() {
    const xsrf = cookie("_xsrf");
    return {
      ...(this.token ? { Authorization: `token ${this.token}` } : {}),
      ...(xsrf ? { "X-XSRFToken": xsrf } : {}),
    };
  }

  /**
   * Return what the server says of the file at `path`: its model, with its content where asked for; null
   * where there is no such file, or no server that could say. Throws `Refusal` for every other answer, and
   * for none.
   * @param {string} path
   * @param {{content: boolean}} how
   * @returns {Promise<any>}
   */
  async file(path, { content }) {
    if (!this.base || !this.fetch) return null;
    const name = path.split("/").map(encodeURIComponent).join("/");
    const address = `${this.base}api/contents/${name}?type=notebook&content=${content ? 1 : 0}`;
    const how = {
      cache: "no-store",
      credentials: "same-origin",
      headers: this.headers(),
      signal: AbortSignal.timeout(PATIENCE),
    };
    let answer;
    try {
      answer = await this.fetch(address, how);
    } catch (error) {
      throw new Refusal(0, error);
    }
    if (answer.status === 404) return null;
    if (!answer.ok) throw new Refusal(answer.status);
    try {
      return await answer.json();
    } catch (error) {
      // What is no JSON is a page to log in, most likely. What breaks off was too slow: that is no refusal.
      throw error instanceof SyntaxError ? new Refusal(403) : new Refusal(0, error);
    }
  }
}
