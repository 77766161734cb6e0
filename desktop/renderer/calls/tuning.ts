// How a connection's senders are set: codecs, what the other encoder is asked for, size and rate of pictures.
import type { Encoding, Plan, ScreenKind } from '../../../common/calls/adapt.ts';
import { placeOf, type Slot, slotKind } from './slots.ts';

/**
 * Asks the other side's Opus for silence that costs nothing and for spare sound within packets (RFC 7587). No other
 * way leads there: an encoder follows the fmtp line of the description that it is sent.
 */
export function askForThrift(sdp: string): string {
  const [, payload] = /^a=rtpmap:(\d+) opus\/48000/im.exec(sdp) ?? [];
  if (payload === undefined) return sdp;
  const line = new RegExp(`^a=fmtp:${payload} (.*?)\\r?$`, 'gm');
  return sdp.replace(line, (whole, parameters: string) => {
    const missing = ['useinbandfec=1', 'usedtx=1'].filter(each => !parameters.includes(each));
    return [whole.replace(/\r$/, ''), ...missing].join(';') + (whole.endsWith('\r') ? '\r' : '');
  });
}

interface Codec {
  readonly mimeType: string;
}

/** Doubled sound (RFC 2198) comes first where this engine has it: one lost packet is not heard. */
export function preferRed<T extends Codec>(codecs: readonly T[]): readonly T[] {
  const isRed = ({ mimeType }: Codec) => mimeType.toLowerCase() === 'audio/red';
  return [...codecs.filter(isRed), ...codecs.filter(codec => !isRed(codec))];
}

/** Sets the order of codecs of a fresh place; engines without the choice keep their own. */
export function orderCodecs(place: RTCRtpTransceiver, slot: Slot): void {
  if (slot !== 'audio') return;
  const codecs = RTCRtpReceiver.getCapabilities(slotKind[slot])?.codecs;
  if (codecs && 'setCodecPreferences' in place) place.setCodecPreferences([...preferRed(codecs)]);
}

/** Applies a plan to all senders of a connection. */
export async function applyPlan(
  places: readonly RTCRtpTransceiver[],
  plan: Plan,
  screen: ScreenKind | null,
): Promise<void> {
  await tune(placeOf(places, 'camera')?.sender, plan.camera, 'balanced');
  const preference = screen === 'motion' ? 'maintain-framerate' : 'maintain-resolution';
  if (screen) await tune(placeOf(places, 'screen')?.sender, plan.screen, preference);
  await change(placeOf(places, 'audio')?.sender, parameters => {
    for (const each of parameters.encodings) each.maxBitrate = plan.voiceBitrate;
  });
}

function tune(
  sender: RTCRtpSender | undefined,
  encoding: Encoding | null,
  preference: RTCDegradationPreference,
): Promise<void> {
  return change(sender, parameters => {
    parameters.degradationPreference = preference;
    for (const each of parameters.encodings) {
      each.active = encoding !== null;
      if (!encoding) continue;
      each.scaleResolutionDownBy = encoding.scaleDown;
      each.maxFramerate = encoding.frameRate;
      each.maxBitrate = encoding.bitrate;
    }
  });
}

async function change(
  sender: RTCRtpSender | undefined,
  act: (parameters: RTCRtpSendParameters) => void,
): Promise<void> {
  const parameters = sender?.getParameters();
  // Before the first negotiation there is nothing to set.
  if (!sender || !parameters?.encodings?.length) return;
  act(parameters);
  await sender.setParameters(parameters);
}
