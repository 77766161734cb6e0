// What the bench is asked for on the command line.
import { parseArgs } from 'node:util';
import { Problem } from '../provision/say.ts';

export const rowNames = [
  'delivery',
  'throughput',
  'connections',
  'storm',
  'mix',
  'nodes',
  'size',
  'calls',
  'files',
] as const;
export type RowName = (typeof rowNames)[number];

export interface Options {
  readonly rows: readonly RowName[];
  readonly users: number;
  readonly rate: number;
  readonly seconds: number;
  readonly connections: number;
  /** Calls in a row in the calls row. */
  readonly calls: number;
  /** Messages in the big chat of the size row. */
  readonly messages: number;
  /** Uploads at the same time in the files row, and how large each is. */
  readonly uploads: number;
  readonly uploadMebibytes: number;
  /** Folder for pictures of what was measured. */
  readonly plots: string | null;
  /** Folder for a processor profile of Baraza's server. */
  readonly profile: string | null;
}

export const usage = `npm run bench [-- rows and options]
  rows: delivery, throughput, connections, storm (these four unless some are named), mix, nodes, size, calls, files
  --users 500          people online in delivery, throughput, mix and nodes
  --rate 1000          messages a second in delivery
  --seconds 15         measured seconds per server in delivery
  --connections 2000   idle sockets in connections; storm cuts 2000 of them at most
  --calls 50           calls in a row in calls
  --messages 1000000   messages in the big chat of size
  --uploads 10         uploads at the same time in files
  --mebibytes 1024     size of each of them
  --plots FOLDER       draws connections and mix as pictures there
  --profile FOLDER     writes a processor profile of Baraza's server there`;

const defaultRows: readonly RowName[] = ['delivery', 'throughput', 'connections', 'storm'];

/** Reads the arguments; throws Problem with the usage. */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parse(args);
  const unknown = positionals.find(name => !isRowName(name));
  if (unknown !== undefined) throw new Problem(`There is no row "${unknown}"`, usage);
  const rows = positionals.filter(isRowName);
  return {
    rows: rows.length > 0 ? rows : defaultRows,
    users: count('users', values.users, 500) & ~1,
    rate: count('rate', values.rate, 1_000),
    seconds: count('seconds', values.seconds, 15),
    connections: count('connections', values.connections, 2_000),
    calls: count('calls', values.calls, 50),
    messages: count('messages', values.messages, 1_000_000),
    uploads: count('uploads', values.uploads, 10),
    uploadMebibytes: count('mebibytes', values.mebibytes, 1_024),
    plots: values.plots ?? null,
    profile: values.profile ?? null,
  };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const options = {
    users: text,
    rate: text,
    seconds: text,
    connections: text,
    calls: text,
    messages: text,
    uploads: text,
    mebibytes: text,
    plots: text,
    profile: text,
  };
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options });
  } catch (error) {
    throw new Problem(error instanceof Error ? error.message : String(error), usage);
  }
}

function isRowName(name: string): name is RowName {
  return (rowNames as readonly string[]).includes(name);
}

function count(name: string, value: string | undefined, fallback: number): number {
  if (value === undefined) return fallback;
  const number = Number(value);
  if (!Number.isInteger(number) || number < 2) {
    throw new Problem(`--${name} must be a whole number of at least 2`, usage);
  }
  return number;
}
