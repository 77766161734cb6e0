// Values of D-Bus as bytes and back, by their signature; little-endian, as every desktop of today speaks it.

/** A value that carries its own signature. */
export interface Variant {
  readonly signature: string;
  readonly value: unknown;
}

const ALIGNMENT: Readonly<Record<string, number>> = {
  ...{ y: 1, g: 1, v: 1, n: 2, q: 2, b: 4, i: 4, u: 4, s: 4, o: 4, a: 4 },
  ...{ x: 8, t: 8, d: 8, '(': 8, '{': 8 },
};

/** Shorthand for a variant. */
export function variant(signature: string, value: unknown): Variant {
  return { signature, value };
}

/** The single complete types of a signature: "sa{sv}" is "s" and "a{sv}". */
export function typesOf(signature: string): string[] {
  const types: string[] = [];
  for (let at = 0; at < signature.length; ) {
    const end = endOf(signature, at);
    types.push(signature.slice(at, end));
    at = end;
  }
  return types;
}

function endOf(signature: string, start: number): number {
  let at = start;
  while (signature[at] === 'a') at += 1;
  const opening = signature[at];
  if (opening !== '(' && opening !== '{') return at + 1;
  let depth = 0;
  do {
    if (signature[at] === '(' || signature[at] === '{') depth += 1;
    if (signature[at] === ')' || signature[at] === '}') depth -= 1;
    at += 1;
  } while (depth > 0 && at < signature.length);
  return at;
}

function alignmentOf(type: string): number {
  const found = ALIGNMENT[type[0] ?? ''];
  if (found === undefined) throw new Error(`D-Bus has no type "${type}"`);
  return found;
}

/** Grows as it is written to. */
export class Writer {
  #bytes = Buffer.alloc(256);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  align(to: number): void {
    const padding = (to - (this.#length % to)) % to;
    this.#room(padding).fill(0, this.#length, this.#length + padding);
    this.#length += padding;
  }

  /** One value of one complete type. */
  write(type: string, value: unknown): void {
    this.align(alignmentOf(type));
    if (type[0] === 'a') this.#array(type.slice(1), value);
    else if (type[0] === '(' || type[0] === '{') this.#struct(type, value as readonly unknown[]);
    else if (type === 'v') {
      const { signature, value: inner } = value as Variant;
      this.write('g', signature);
      this.write(signature, inner);
    } else if (type === 's' || type === 'o') this.#text(String(value));
    else if (type === 'g') this.#signature(String(value));
    else this.#number(type, value);
  }

  append(bytes: Buffer): void {
    bytes.copy(this.#room(bytes.length), this.#length);
    this.#length += bytes.length;
  }

  buffer(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  #array(type: string, value: unknown): void {
    this.write('u', 0);
    const lengthAt = this.#length - 4;
    this.align(alignmentOf(type));
    const start = this.#length;
    if (type === 'y') this.append(Buffer.from(value as Uint8Array));
    else if (type[0] === '{') for (const pair of Object.entries(value as object)) this.write(type, pair);
    else for (const item of value as readonly unknown[]) this.write(type, item);
    this.#bytes.writeUInt32LE(this.#length - start, lengthAt);
  }

  #struct(type: string, values: readonly unknown[]): void {
    typesOf(type.slice(1, -1)).forEach((inner, index) => {
      this.write(inner, values[index]);
    });
  }

  #text(text: string): void {
    const bytes = Buffer.from(text, 'utf8');
    this.write('u', bytes.length);
    this.append(bytes);
    this.write('y', 0);
  }

  #signature(text: string): void {
    this.write('y', text.length);
    this.append(Buffer.from(text, 'latin1'));
    this.write('y', 0);
  }

  #number(type: string, value: unknown): void {
    const size = alignmentOf(type);
    const bytes = this.#room(size);
    const at = this.#length;
    if (type === 'y') bytes.writeUInt8(Number(value), at);
    else if (type === 'b') bytes.writeUInt32LE(value ? 1 : 0, at);
    else if (type === 'n') bytes.writeInt16LE(Number(value), at);
    else if (type === 'q') bytes.writeUInt16LE(Number(value), at);
    else if (type === 'i') bytes.writeInt32LE(Number(value), at);
    else if (type === 'u') bytes.writeUInt32LE(Number(value), at);
    else if (type === 'x') bytes.writeBigInt64LE(BigInt(value as number), at);
    else if (type === 't') bytes.writeBigUInt64LE(BigInt(value as number), at);
    else bytes.writeDoubleLE(Number(value), at);
    this.#length += size;
  }

  #room(more: number): Buffer {
    if (this.#length + more > this.#bytes.length) {
      const larger = Buffer.alloc(Math.max(this.#bytes.length * 2, this.#length + more));
      this.#bytes.copy(larger);
      this.#bytes = larger;
    }
    return this.#bytes;
  }
}

/** Reads from where it stands. Dictionaries become objects, structures arrays, 64-bit numbers numbers. */
export class Reader {
  readonly #bytes: Buffer;
  #at: number;

  constructor(bytes: Buffer, at = 0) {
    this.#bytes = bytes;
    this.#at = at;
  }

  get at(): number {
    return this.#at;
  }

  align(to: number): void {
    this.#at = Math.ceil(this.#at / to) * to;
  }

  read(type: string): unknown {
    this.align(alignmentOf(type));
    if (type[0] === 'a') return this.#array(type.slice(1));
    if (type[0] === '(' || type[0] === '{') return typesOf(type.slice(1, -1)).map(inner => this.read(inner));
    if (type === 'v') {
      const signature = String(this.read('g'));
      return variant(signature, this.read(signature));
    }
    if (type === 's' || type === 'o') return this.#text(Number(this.read('u')));
    if (type === 'g') return this.#text(Number(this.read('y')));
    return this.#number(type);
  }

  #array(type: string): unknown {
    const length = Number(this.read('u'));
    this.align(alignmentOf(type));
    const end = this.#at + length;
    if (type === 'y') {
      this.#at = end;
      return this.#bytes.subarray(end - length, end);
    }
    const items: unknown[] = [];
    while (this.#at < end) items.push(this.read(type));
    return type[0] === '{' ? Object.fromEntries(items as [string, unknown][]) : items;
  }

  #text(length: number): string {
    const text = this.#bytes.toString('utf8', this.#at, this.#at + length);
    this.#at += length + 1;
    return text;
  }

  #number(type: string): number | boolean {
    const at = this.#at;
    this.#at += alignmentOf(type);
    if (type === 'y') return this.#bytes.readUInt8(at);
    if (type === 'b') return this.#bytes.readUInt32LE(at) !== 0;
    if (type === 'n') return this.#bytes.readInt16LE(at);
    if (type === 'q') return this.#bytes.readUInt16LE(at);
    if (type === 'i') return this.#bytes.readInt32LE(at);
    if (type === 'u') return this.#bytes.readUInt32LE(at);
    if (type === 'x') return Number(this.#bytes.readBigInt64LE(at));
    if (type === 't') return Number(this.#bytes.readBigUInt64LE(at));
    return this.#bytes.readDoubleLE(at);
  }
}
