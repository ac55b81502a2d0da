/** CSV as Excel and everybody else reads it: UTF-8 with a byte-order mark, quotes where needed, CRLF (RFC 4180). */

const MARK = '\uFEFF';

/** A whole file from its header and rows. */
export function csvText(header: readonly string[], rows: Iterable<readonly (string | number)[]>): string {
  const lines = [header.map(cell).join(',')];
  for (const row of rows) lines.push(row.map(cell).join(','));
  return `${MARK}${lines.join('\r\n')}\r\n`;
}

function cell(value: string | number): string {
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : '';
  // A leading = + - @ would be a formula to a spreadsheet; ids and names are never meant as one.
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
