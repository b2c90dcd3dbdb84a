// A browser without a screen: cookies by site, redirects one at a time, as `curl` with a jar would do it.

/** A browser of one person. */
export function openJar() {
  const cookies = new Map();

  /** The cookies of an address's site, by name. */
  function of(address) {
    const { hostname, port } = new URL(address);
    const site = `${hostname}:${port}`;
    if (!cookies.has(site)) cookies.set(site, new Map());
    return cookies.get(site);
  }

  /** The `Cookie` header for an address. */
  const header = (address) => [...of(address)].map(([name, value]) => `${name}=${value}`).join("; ");

  /** Asks for an address; follows nothing. */
  async function get(address, headers = {}) {
    const cookie = header(address);
    const response = await fetch(address, {
      redirect: "manual",
      headers: { ...(cookie && { cookie }), "sec-fetch-site": "none", "sec-fetch-mode": "navigate", ...headers },
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair, ...attributes] = line.split(";");
      const [name, value] = [pair.slice(0, pair.indexOf("=")).trim(), pair.slice(pair.indexOf("=") + 1)];
      const age = attributes.map((text) => /^\s*max-age=(-?\d+)/i.exec(text)?.[1]).find(Boolean);
      const until = attributes.map((text) => /^\s*expires=(.*)$/i.exec(text)?.[1]).find(Boolean);
      if (Number(age) <= 0 || (until && new Date(until) < new Date())) of(address).delete(name);
      else of(address).set(name, value);
    }
    const location = response.headers.get("location");
    return {
      address,
      status: response.status,
      headers: response.headers,
      location: location && new URL(location, address).href,
      text: await response.text(),
    };
  }

  return {
    of,
    header,
    get,
    /** Follows redirects from an address until there is none, or until `stop` says so of the next. */
    async follow(address, stop = () => false) {
      for (let answer = await get(address), steps = 0; ; answer = await get(answer.location), steps += 1) {
        if (!answer.location || stop(answer.location)) return answer;
        if (steps > 12) throw new Error(`redirects without end at ${answer.location}`);
      }
    },
  };
}
