/** One line on a terminal that is written over and over; nothing at all where there is no terminal. */
import { displayWidth } from './format.ts';

export interface TerminalLine {
  /** Shows the text, cut to the terminal's width. */
  show(text: string): void;
  /** Takes the line away, so that other output may follow. */
  clear(): void;
  /** Writes a line that stays, above. */
  print(text: string): void;
}

/** On stderr, so that stdout stays clean for results. */
export function createTerminalLine(stream: NodeJS.WriteStream = process.stderr): TerminalLine {
  const print = (text: string): void => void stream.write(`${text}\n`);
  if (!stream.isTTY) return { show: () => {}, clear: () => {}, print };
  let shown = false;
  const clear = (): void => {
    if (shown) stream.write('\r\u001b[2K');
    shown = false;
  };
  return {
    show: (text) => {
      stream.write(`\r\u001b[2K${cut(text, (stream.columns || 80) - 1)}`);
      shown = true;
    },
    clear,
    print: (text) => {
      clear();
      print(text);
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
