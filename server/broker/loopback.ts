/** What counts as this machine: names and addresses that cannot be reached from another one. */

/** True for 127.0.0.0/8, ::1 (also IPv4-mapped) and localhost, with or without brackets. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  return name === 'localhost' || name === '::1' || /^(?:::ffff:)?127(?:\.\d{1,3}){3}$/.test(name);
}
