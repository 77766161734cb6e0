// Commands for who runs a server: `npm run admin -- reindex`, with the server's own environment.
import { examine } from './doctor.ts';
import { reindex } from './reindex.ts';

const usage = `Usage: npm run admin -- <command>

  reindex            makes the search index anew, while the server runs; goes on where it was broken off
  reindex --rotate   the same with a fresh key; searches use both keys until it is done
  doctor [ADDRESS]   tries MongoDB, Redis, files and TURN; with the address that clients use, the socket, clock and certificate

The environment is the server's: MONGODB_URI, MONGODB_ENCRYPTION_KEY, JWT_SECRET.
`;

async function doctor(address: string | null): Promise<number> {
  const findings = await examine(process.env, address);
  for (const { part, fine, line } of findings)
    process.stdout.write(`${part}  ${fine ? 'fine' : 'ILL'}: ${line}\n`);
  return findings.every(({ fine }) => fine) ? 0 : 1;
}

async function main([command, ...options]: readonly string[]): Promise<number> {
  if (command === 'doctor') return doctor(options[0] ?? null);
  const known = options.every(option => option === '--rotate');
  if (command !== 'reindex' || !known) {
    process.stderr.write(usage);
    return 2;
  }
  const done = await reindex(process.env, {
    rotate: options.includes('--rotate'),
    say: line => process.stdout.write(`${line}\n`),
  });
  process.stdout.write(`The search index is made anew: ${done} messages\n`);
  return 0;
}

main(process.argv.slice(2)).then(
  code => {
    process.exitCode = code;
  },
  (error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  },
);
