// The load generator: a process of its own, so that its work does not count as a server's. Takes commands by IPC.
import { Crowd, type CrowdSpec, type RunOutcome, type RunSpec } from './crowd.ts';
import { type MixOutcome, type MixSpec, mix } from './mix.ts';
import { type StormOutcome, type StormSpec, storm } from './storm.ts';

/** Command → what it takes and what it gives. Crowds are known by names. */
export interface LoadCommands {
  open: { take: { crowd: string; spec: CrowdSpec }; give: number };
  run: { take: { crowd: string; spec: RunSpec }; give: RunOutcome };
  storm: { take: StormSpec; give: StormOutcome };
  mix: { take: MixSpec; give: MixOutcome };
  close: { take: { crowd: string }; give: null };
}
export type LoadCommand = keyof LoadCommands;

export type LoadRequest = {
  [K in LoadCommand]: { readonly id: number; readonly command: K; readonly data: LoadCommands[K]['take'] };
}[LoadCommand];

export type LoadReply =
  | { readonly id: number; readonly ok: true; readonly data: unknown }
  | { readonly id: number; readonly ok: false; readonly error: string };

const crowds = new Map<string, Crowd>();

function crowd(name: string): Crowd {
  const found = crowds.get(name);
  if (found === undefined) throw new Error(`There is no crowd ${name}`);
  return found;
}

async function perform({ command, data }: LoadRequest): Promise<unknown> {
  switch (command) {
    case 'open': {
      const opened = new Crowd(data.spec);
      crowds.set(data.crowd, opened);
      return opened.open();
    }
    case 'run':
      return crowd(data.crowd).run(data.spec);
    case 'storm':
      return storm(data);
    case 'mix':
      return mix(data);
    case 'close':
      await crowd(data.crowd).close();
      crowds.delete(data.crowd);
      return null;
  }
}

process.on('message', (request: LoadRequest) => {
  const { id } = request;
  const reply = (message: LoadReply) => process.send?.(message);
  perform(request).then(
    data => reply({ id, ok: true, data }),
    (error: unknown) =>
      reply({ id, ok: false, error: error instanceof Error ? error.message : String(error) }),
  );
});
process.on('disconnect', () => process.exit());
