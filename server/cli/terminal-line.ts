/** One line on a terminal that is written over and over; nothing at all where there is no terminal. */
import { displayWidth } from './format.ts';

export interface TerminalLine {
  /** Shows the text, cut to the terminal's width. */
  show(text: string): void;
  /** Takes the line away, so that other output may follow. */
  clear(): void;
}

/** On stderr, so that stdout stays clean for results. */
export function createTerminalLine(stream: NodeJS.WriteStream = process.stderr): TerminalLine {
  if (!stream.isTTY) return { show: () => {}, clear: () => {} };
  let shown = false;
  return {
    show: (text) => {
      stream.write(`\r\u001b[2K${cut(text, (stream.columns || 80) - 1)}`);
      shown = true;
    },
    clear: () => {
      if (shown) stream.write('\r\u001b[2K');
      shown = false;
    },
  };
}

function cut(text: string, width: number): string {
  let result = '';
  for (const letter of text) {
    if (displayWidth(result) + displayWidth(letter) > width) break;
    result += letter;
  }
  return result;
}
