/** What is wrong with a received message: a typed value, counted and dropped by the receiver; never thrown into a loop. */

export type ProblemCode = 'BAD_PROTO' | 'UNSUPPORTED_VERSION' | 'UNKNOWN_FIELD_RANGE' | 'TOO_LARGE';

export interface Problem {
  readonly code: ProblemCode;
  /** Place in the message, such as entries[3].bsm.speed; '' = the whole of it. */
  readonly field: string;
  readonly hint: string;
}

export function problem(code: ProblemCode, field: string, hint: string): Problem {
  return { code, field, hint };
}

export function outOfRange(field: string, value: unknown, allowed: string): Problem {
  return problem('UNKNOWN_FIELD_RANGE', field, `${String(value)} is outside ${allowed}`);
}

/** The same problem, one level further out. */
export function within(prefix: string, inner: Problem): Problem {
  return { ...inner, field: inner.field === '' ? prefix : `${prefix}.${inner.field}` };
}
