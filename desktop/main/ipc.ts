// Typed answers to the page: who asks and what is asked are checked before any handler runs.
import type { IpcMain, IpcMainInvokeEvent, WebContents } from 'electron';
import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type {
  BridgeErrorCode,
  EventChannel,
  EventChannels,
  InvokeChannel,
  InvokeChannels,
  InvokeResult,
} from '../ipc/channels.ts';
import type { Log } from './log.ts';
import { isOwnPage } from './origin.ts';

type Request<C extends InvokeChannel> = InvokeChannels[C]['request'];
type Response<C extends InvokeChannel> = InvokeChannels[C]['response'];
/** A schema for a channel fits when what it accepts is what the channel takes. */
type SchemaFor<C extends InvokeChannel, S extends TSchema> = Static<S> extends Request<C> ? S : never;

/** Registers one answer; it is also given the desk of the page that asks. */
export type Handle<Desk> = <C extends InvokeChannel, S extends TSchema>(
  channel: C,
  schema: SchemaFor<C, S>,
  answer: (request: Request<C>, desk: Desk) => Response<C> | Promise<Response<C>>,
) => void;

/** A failure that the page may read as it is. */
export class BridgeError extends Error {
  readonly code: BridgeErrorCode;

  constructor(code: BridgeErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** True when a request comes from the top frame of a page of ours that shows what it should. */
export function isTrusted(
  event: Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>,
  own: WebContents | null,
): boolean {
  const frame = event.senderFrame;
  return (
    own !== null && event.sender === own && frame !== null && frame === own.mainFrame && isOwnPage(frame.url)
  );
}

/** Makes the function that registers handlers. */
export function createHandle<Desk extends { readonly contents: WebContents }>(
  ipcMain: IpcMain,
  deskOf: (sender: WebContents) => Desk | null,
  log: Log,
): Handle<Desk> {
  return (channel, schema, answer) => {
    const check = Compile(schema as TSchema);
    ipcMain.handle(channel, async (event, request: unknown): Promise<InvokeResult<unknown>> => {
      const desk = deskOf(event.sender);
      if (desk === null || !isTrusted(event, desk.contents)) {
        log.warn(`Refused ${channel} from a foreign frame`);
        return refusal('forbidden', 'This page may not ask');
      }
      if (!check.Check(request)) {
        log.warn(`Refused ${channel} with a wrong argument`);
        return refusal('invalid', `Wrong argument for ${channel}`);
      }
      try {
        return { value: await answer(request as never, desk) };
      } catch (error) {
        if (error instanceof BridgeError) return refusal(error.code, error.message);
        log.error(`${channel} failed`, error);
        return refusal('failed', `${channel} failed`);
      }
    });
  };
}

function refusal(code: BridgeErrorCode, message: string): InvokeResult<never> {
  return { error: { code, message } };
}

/** Sends an event to the page, if there is one. */
export function sendEvent<C extends EventChannel>(
  own: WebContents | null,
  channel: C,
  event: EventChannels[C],
): void {
  if (own !== null && !own.isDestroyed()) own.send(channel, event);
}
