// A call with the person of a chat, as a line between the messages: what became of it, and calling back in one click.
import clsx from 'clsx';
import type { TFunction } from 'i18next';
import { Phone, PhoneIncoming, PhoneMissed, PhoneOff, PhoneOutgoing, Video } from 'lucide-react';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { isLive } from '../../../common/calls/state.ts';
import type { Chat } from '../../../common/chats/chat.ts';
import { type CallLine, callLines } from '../calls/callLines.ts';
import { useAccount, useNow, useSigned } from '../context.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { Time } from '../ui/Time.tsx';
import { formatDuration } from '../ui/timeFormat.ts';
import styles from './callLine.module.css';

const none: readonly CallLine[] = [];

/** The calls with the other person of a direct chat; older ones are fetched as far back as its messages are shown. */
export function useCallLines(chat: Chat, oldest: string | undefined): readonly CallLine[] {
  const { self } = useAccount();
  const { calls } = useSigned();
  const history = useStore(calls.store, held => held.history);
  const peerId =
    chat.kind === 'direct' ? chat.members.find(({ userId }) => userId !== self)?.userId : undefined;
  const lines = useMemo(() => (peerId ? callLines(history, peerId) : none), [history, peerId]);
  const more = history.kind === 'ready' && history.more === 'idle' && history.next !== null;
  const last = more ? history.calls.at(-1) : undefined;
  const short = Boolean(peerId && oldest && last && last.startedAt > oldest);
  useEffect(() => {
    if (short) calls.actions.loadMoreHistory();
  }, [short, calls]);
  return lines;
}

/** One line in the history. */
export function CallRow({ line, name }: { line: CallLine; name: string }) {
  const { t } = useTranslation();
  const { calls } = useSigned();
  const busy = useStore(calls.store, ({ call }) => isLive(call));
  const now = useNow();
  const { kind, callType, duration, direction } = line;
  const Sign = signOf(line);
  return (
    <div className={styles.row} data-testid="call-line" data-kind={kind} data-direction={direction}>
      <div className={clsx(styles.line, kind === 'missed' && styles.missed)}>
        <Sign size={16} strokeWidth={1.75} aria-hidden="true" />
        <span>
          {lineWords(t, line)}
          {duration > 0 && ` · ${formatDuration(duration)}`}
        </span>
        <span className={styles.time}>
          <Time at={line.at} now={now} kind="clock" />
        </span>
        <IconButton
          size="sm"
          icon={callType === 'video' ? Video : Phone}
          label={`${t('calls.callBack')}: ${name}`}
          disabled={busy}
          onClick={() => calls.actions.start(line.peerId, callType)}
          data-testid="call-line-back"
        />
      </div>
    </div>
  );
}

function signOf({ kind, direction }: CallLine) {
  if (kind === 'missed') return PhoneMissed;
  if (kind === 'declined' || kind === 'failed') return PhoneOff;
  return direction === 'incoming' ? PhoneIncoming : PhoneOutgoing;
}

function lineWords(t: TFunction, { kind, callType, direction }: CallLine): string {
  const video = callType === 'video';
  switch (kind) {
    case 'talked':
      if (direction === 'incoming') return t(video ? 'calls.lineVideoIn' : 'calls.lineVoiceIn');
      return t(video ? 'calls.lineVideoOut' : 'calls.lineVoiceOut');
    case 'missed':
      return t(video ? 'calls.lineVideoMissed' : 'calls.lineVoiceMissed');
    case 'no_answer':
      return t('calls.lineNoAnswer');
    case 'declined':
      return t('calls.lineDeclined');
    case 'cancelled':
      return t('calls.lineCancelled');
    case 'busy':
      return t('calls.lineBusy');
    case 'failed':
      return t('calls.lineFailed');
  }
}
