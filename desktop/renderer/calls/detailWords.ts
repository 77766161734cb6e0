// A connection's figures as rows of words.
import type { TFunction } from 'i18next';
import type { Flow, Reading, Route } from './reading.ts';

interface Row {
  readonly label: string;
  readonly value: string;
}

/** The rows in the order in which they are read; what is not known is left out. */
export function detailRows(t: TFunction, language: string, reading: Reading): readonly Row[] {
  const number = (value: number) => new Intl.NumberFormat(language).format(value);
  const rows: (Row | null)[] = [
    { label: t('calls.detailRoute'), value: routeWords(t, reading.route) },
    reading.rtt === null
      ? null
      : { label: t('calls.detailDelay'), value: `${number(Math.round(reading.rtt))} ms` },
    row(t('calls.detailLossIn'), percent(reading.lossIn, language)),
    row(t('calls.detailLossOut'), percent(reading.loss, language)),
    reading.available === null
      ? null
      : { label: t('calls.detailRoom'), value: rate(reading.available, language) },
    ...reading.flows.map(flow => ({ label: flowLabel(t, flow), value: flowWords(flow, language) })),
    reading.limitedBy === 'none'
      ? null
      : {
          label: t('calls.detailLimit'),
          value: t(reading.limitedBy === 'cpu' ? 'calls.limitComputer' : 'calls.limitNetwork'),
        },
  ];
  return rows.filter(each => each !== null);
}

function row(label: string, value: string | null): Row | null {
  return value === null ? null : { label, value };
}

function routeWords(t: TFunction, { local, remote, protocol, relayProtocol }: Route): string {
  const relayed = local === 'relay' || remote === 'relay';
  const sameNetwork = local === 'host' && remote === 'host';
  const way = relayed ? 'calls.routeRelay' : sameNetwork ? 'calls.routeHost' : 'calls.routeDirect';
  const by = local === 'relay' ? (relayProtocol ?? protocol) : protocol;
  const pair = local && remote ? ` (${local} → ${remote})` : '';
  return `${t(way)}${by ? `, ${by.toUpperCase()}` : ''}${pair}`;
}

function flowLabel(t: TFunction, { slot, direction }: Flow): string {
  const names = {
    audio: 'calls.voice',
    camera: 'calls.camera',
    screen: 'calls.detailScreen',
    screenAudio: 'calls.detailScreenAudio',
  } as const;
  return `${t(names[slot])} ${direction === 'in' ? '↓' : '↑'}`;
}

function flowWords({ codec, bitrate, width, height, frameRate }: Flow, language: string): string {
  const size = width && height ? `${width} × ${height}` : null;
  const frames = frameRate === null ? null : `${Math.round(frameRate)} fps`;
  return [codec, size, frames, rate(bitrate, language)].filter(each => each !== null).join(', ');
}

function rate(bits: number, language: string): string {
  const large = bits >= 1_000_000;
  const digits = { maximumFractionDigits: large ? 1 : 0 };
  const number = new Intl.NumberFormat(language, digits).format(bits / (large ? 1_000_000 : 1_000));
  return `${number} ${large ? 'Mbit/s' : 'kbit/s'}`;
}

function percent(share: number | null, language: string): string | null {
  if (share === null) return null;
  return new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 }).format(share);
}
