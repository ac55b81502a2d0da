/** Numbers and tables for the terminal; the same in every locale. */

/** 1234567.8 -> "1,234,568"; `digits` behind the point. NaN and undefined measurements are a dash. */
export function number(value: number, digits = 0): string {
  if (!Number.isFinite(value)) return '-';
  const [whole, fraction] = Math.abs(value).toFixed(digits).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  const sign = value < 0 && Number(value.toFixed(digits)) !== 0 ? '-' : '';
  return fraction === undefined ? sign + grouped : `${sign}${grouped}.${fraction}`;
}

/** 0.123 -> "12.3 %". */
export function percent(share: number, digits = 1): string {
  return Number.isFinite(share) ? `${number(share * 100, digits)} %` : '-';
}

/** Seconds as "42 s", "3:05" or "1:02:03". */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '-';
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const two = (value: number): string => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** Rows under a heading, columns as wide as needed: the first `left` of them left aligned, the others right. */
export function table(rows: readonly (readonly string[])[], left = 1): string[] {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, i) => (widths[i] = Math.max(widths[i] ?? 0, displayWidth(cell))));
  return rows.map((row) => {
    const cells = row.map((cell, i) => {
      const space = ' '.repeat(widths[i] - displayWidth(cell));
      return i < left ? cell + space : space + cell;
    });
    return cells.join('   ').trimEnd();
  });
}

/** Columns that a terminal needs: Chinese characters and full-width signs take two. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const letter of text)
    width += /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/.test(
      letter,
    )
      ? 2
      : 1;
  return width;
}

/** Breaks a paragraph into lines of at most `width` columns; Chinese text may break between any two characters. */
export function wrap(text: string, width: number, indent = ''): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.match(/\s*[\u2e80-\uffef][，。；：、！？（）]*|\s*[^\s\u2e80-\uffef]+/g) ?? []) {
    if (line !== '' && displayWidth(indent) + displayWidth(line) + displayWidth(word) > width) {
      lines.push(indent + line);
      line = word.trimStart();
    } else {
      line += line === '' ? word.trimStart() : word;
    }
  }
  if (line !== '') lines.push(indent + line);
  return lines;
}
