/** The one error that is the user's: printed as one line with its place and a hint, exit code 2, never a stack trace. */
export class UserError extends Error {
  /** "file:line:column", a flag or a setting's path; empty where there is no place. */
  readonly place: string;
  /** What to do about it; empty where there is nothing to say. */
  readonly hint: string;

  constructor(message: string, at: { readonly place?: string; readonly hint?: string } = {}) {
    super(message);
    this.name = 'UserError';
    this.place = at.place ?? '';
    this.hint = at.hint ?? '';
  }

  /** The line for the terminal: `place: message (hint)`. */
  line(): string {
    const place = this.place === '' ? '' : `${this.place}: `;
    const hint = this.hint === '' ? '' : ` (${this.hint})`;
    return `${place}${this.message}${hint}`;
  }
}
