// A TCP cable between a program and a server, which tests can cut and mend.
import { connect, createServer, type Socket } from 'node:net';
import { listen } from '../../scripts/run/port.ts';

export interface Cable {
  readonly port: number;
  /** Ends all connections and refuses new ones. */
  cut(): void;
  /** Says nothing any more in either direction, as a firewall that drops does; new connections hang too. */
  silence(): void;
  /** New connections pass again; those that were cut or silent stay so. */
  mend(): void;
  stop(): void;
}

export async function layCable(to: number): Promise<Cable> {
  let state: 'whole' | 'cut' | 'silent' = 'whole';
  const ends = new Set<Socket>();

  function keep(socket: Socket): void {
    ends.add(socket);
    // The other end learns of it by its own close.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => ends.delete(socket));
  }

  const server = createServer(near => {
    keep(near);
    if (state === 'cut') return void near.resetAndDestroy();
    if (state === 'silent') return;
    const far = connect(to, '127.0.0.1');
    keep(far);
    near.pipe(far).pipe(near);
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  const port = await listen(server);
  return {
    port,
    cut() {
      state = 'cut';
      for (const socket of ends) socket.resetAndDestroy();
    },
    silence() {
      state = 'silent';
      for (const socket of ends) socket.unpipe().pause();
    },
    mend() {
      state = 'whole';
    },
    stop() {
      for (const socket of ends) socket.destroy();
      server.close();
    },
  };
}
