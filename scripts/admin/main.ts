// Commands for who runs a server: `npm run admin -- stats`, with the server's own environment.
import { parseArgs } from 'node:util';
import { commands, type Given } from './commands.ts';

const rows = Object.entries(commands).map(([name, { takes, does }]) => `  ${name} ${takes}\n      ${does}`);
const usage = `Usage: npm run admin -- <command> [--json]

${rows.join('\n')}

The environment is the server's: MONGODB_URI, MONGODB_ENCRYPTION_KEY, JWT_SECRET, and where files are kept.
`;

/** Flags that stand alone; all others take a value. */
const switches = new Set(['admin', 'off', 'yes', 'rotate']);

function refuse(reason: string): number {
  process.stderr.write(`${reason}\n\n${usage}`);
  return 2;
}

async function main([name, ...rest]: readonly string[]): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help') {
    process.stdout.write(usage);
    return name === undefined ? 2 : 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) return refuse(`There is no command "${name}"`);
  const asked: Record<string, { type: 'boolean' | 'string' }> = {
    json: { type: 'boolean' },
    help: { type: 'boolean' },
  };
  for (const flag of command.flags ?? []) asked[flag] = { type: switches.has(flag) ? 'boolean' : 'string' };
  let given: Pick<Given, 'args' | 'flags'>;
  try {
    const { values, positionals } = parseArgs({ args: [...rest], options: asked, allowPositionals: true });
    given = { args: positionals, flags: values as Given['flags'] };
  } catch (error) {
    return refuse((error as Error).message);
  }
  if (given.flags.help) {
    process.stdout.write(`${name} ${command.takes}\n  ${command.does}\n`);
    return 0;
  }
  const { args, optional = 0 } = command;
  if (given.args.length < args || given.args.length > args + optional)
    return refuse(`${name} takes: ${command.takes || 'nothing'}`);
  const say = (line: string) => void process.stderr.write(`${line}\n`);
  let code = 0;
  const fail = () => {
    code = 1;
  };
  print(await command.run({ ...given, env: process.env, say, fail }), given.flags.json === true);
  return code;
}

function print(result: unknown, asJson: boolean): void {
  if (asJson) process.stdout.write(`${JSON.stringify(result)}\n`);
  else if (typeof result === 'string') process.stdout.write(`${result}\n`);
  else if (Array.isArray(result)) for (const row of result) process.stdout.write(`${line(row)}\n`);
  else process.stdout.write(`${line(result, '\n')}\n`);
}

const line = (row: unknown, between = '  ') =>
  typeof row === 'string'
    ? row
    : Object.entries(row as object)
        .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(', ') : String(value)}`)
        .join(between);

main(process.argv.slice(2)).then(
  code => {
    process.exitCode = code;
  },
  (error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  },
);
