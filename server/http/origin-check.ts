/**
 * Which requests may reach this server: those that name this machine. A page of another site that a browser on this machine
 * shows must neither open the WebSocket (Origin) nor get here under a name of its own that it points at us (Host).
 */
import { isLoopback } from '../broker/loopback.ts';

/** Name without port, lower case, brackets kept off; undefined when the header is absent or broken. */
function hostName(header: string | undefined): string | undefined {
  if (header === undefined || !URL.canParse(`http://${header}`)) return undefined;
  return new URL(`http://${header}`).hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase();
}

/** True when the Host header names loopback or one of the allowed names. */
export function isAllowedHost(host: string | undefined, allowed: readonly string[]): boolean {
  const name = hostName(host);
  return name !== undefined && (isLoopback(name) || allowed.includes(name));
}

/** True without an Origin (no browser), or for an http(s) origin on loopback or on an allowed name. */
export function isAllowedOrigin(origin: string | undefined, allowed: readonly string[]): boolean {
  if (origin === undefined) return true;
  const match = /^https?:\/\/([^/]+)$/.exec(origin);
  return match !== null && isAllowedHost(match[1], allowed);
}
