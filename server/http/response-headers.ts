/** Headers of every answer: the page loads its own scripts alone, talks to this machine alone, and is framed by nobody. */

const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  // Timers and decoders of libraries start workers from blobs.
  "worker-src 'self' blob:",
  // Chart and label styles are set inline.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  // Some browsers do not count a WebSocket to the same host and port as 'self'.
  "connect-src 'self' ws://127.0.0.1:* ws://localhost:* data: blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const RESPONSE_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Bundled files carry a hash of their content in the name; all others are asked for anew each time. */
export function cacheControl(path: string): string {
  return /\/assets\/[^/]+-[\w-]{8,}\.[a-z0-9]+$/.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache';
}
