/** Whether every part of a path can be decoded, as the router does; `/room/%` cannot. */
export function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
  } catch {
    return false;
  }
  return true;
}

/**
 * Returns the path, query and hash of an address of this client, or null for anything else.
 *
 * The URL parser decides, because browsers drop tabs and line breaks and read a backslash as a slash.
 */
export function safePath(next: string | undefined): string | null {
  const path = next?.startsWith('/') ? pathOf(next) : null;
  // A parsed path may again begin with two slashes, which name another host: `/.//evil.example`.
  return path !== null && pathOf(path) === path && !path.startsWith('/sign') ? path : null;
}

function pathOf(address: string): string | null {
  if (!URL.canParse(address, location.origin)) return null;
  const url = new URL(address, location.origin);
  return url.origin === location.origin && isDecodable(url.pathname) ? url.pathname + url.search + url.hash : null;
}
