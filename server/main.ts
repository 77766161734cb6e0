// Starts the server, and ends it in order when asked to.
import { startServer } from './app.ts';
import { ConfigError, readConfig, StartRefused } from './config.ts';

/** Longer than any request; what is not done by then is cut. */
const drainWithin = 15_000;

function fail(error: unknown): never {
  const { code, message, stack } = error as NodeJS.ErrnoException;
  if (error instanceof ConfigError || error instanceof StartRefused) console.error(message);
  else if (code === 'EADDRINUSE') {
    console.error('The port is in use: stop what uses it, or choose another one with PORT');
  } else if ((error as Error).name === 'MongoServerSelectionError') {
    console.error('MongoDB can not be reached: check that it runs and that MONGODB_URI is right');
  } else console.error(stack ?? message);
  process.exit(1);
}

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const server = await startServer(config);
  console.log(`Baraza listens on ${server.address}`);
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    setTimeout(() => process.exit(1), drainWithin).unref();
    server.drain().then(() => process.exit(0), fail);
  };
  // Without a file there is nothing to read again, and the signal ends the server as it does any program.
  if (config.limitsFile !== null) process.on('SIGHUP', () => server.reload());
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.on('unhandledRejection', fail);
}

main().catch(fail);
