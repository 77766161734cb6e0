// Which bytes of a file are asked for (RFC 9110, section 14), and whether any are needed at all.
import type { IncomingHttpHeaders } from 'node:http';

export type Wanted =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'unsatisfiable' }
  | { readonly kind: 'whole' }
  /** `to` is the first byte that is not wanted. */
  | { readonly kind: 'part'; readonly from: number; readonly to: number };

/** Reads the conditions and the range of a request. What can not be understood is as if it were not there. */
export function wantedOf(headers: IncomingHttpHeaders, size: number, etag: string): Wanted {
  const { range, 'if-none-match': known, 'if-range': unless } = headers;
  if (known !== undefined && matches(known, etag)) return { kind: 'unchanged' };
  // Only a strong, equal tag lets a range be continued; dates are not given out.
  if (range === undefined || (unless !== undefined && unless !== etag)) return { kind: 'whole' };
  const [, first = '', last = ''] = /^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(range) ?? [];
  if (first === '' && last === '') return { kind: 'whole' };
  if (first === '') {
    const count = Number(last);
    return count === 0
      ? { kind: 'unsatisfiable' }
      : { kind: 'part', from: Math.max(0, size - count), to: size };
  }
  const from = Number(first);
  if (last !== '' && Number(last) < from) return { kind: 'whole' };
  if (from >= size) return { kind: 'unsatisfiable' };
  return { kind: 'part', from, to: last === '' ? size : Math.min(Number(last) + 1, size) };
}

function matches(known: string, etag: string): boolean {
  return known.split(',').some(tag => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
}
