// A voice message in the composer: the button that begins it, and what stands above the field until it is sent.
import { Mic, Pause, Play, SendHorizontal, Square, Trash2 } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { newTransfer } from '../../../common/files/transfer.ts';
import type { ChatId } from '../../../common/ids.ts';
import { openOne } from '../calls/media.ts';
import { useAccount, useSigned } from '../context.ts';
import { formatLength } from '../files/size.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { createRecorder, type RecorderParts } from './recorder.ts';
import type { Spoken } from './recording.ts';
import styles from './voice.module.css';

/** One recorder of one composer; what it holds is let go when the chat is left. */
export function useRecorder(): RecorderParts {
  const { calls } = useSigned();
  const recorder = useMemo(() => createRecorder(() => openOne('audio', calls)), [calls]);
  useEffect(() => recorder.cancel, [recorder]);
  return recorder;
}

/** Held for so long it records as long as it is held; a shorter press goes on until one ends it. */
const holdMs = 500;

export function VoiceButton({ recorder }: { recorder: RecorderParts }) {
  const { t } = useTranslation();
  const { sound } = useAccount();
  const active = useStore(recorder.store, ({ name }) => name !== 'idle' && name !== 'refused');
  const pressedAt = useRef<number | null>(null);
  const start = () => {
    sound.pause();
    void recorder.start();
  };
  return (
    <IconButton
      icon={Mic}
      label={t('voice.record')}
      disabled={active}
      onPointerDown={event => {
        if (event.button !== 0 || active) return;
        pressedAt.current = event.timeStamp;
        start();
      }}
      onPointerUp={event => {
        const held = pressedAt.current !== null && event.timeStamp - pressedAt.current > holdMs;
        pressedAt.current = null;
        if (held) recorder.finish();
      }}
      onClick={event => {
        // By keyboard there is no press before it.
        if (event.detail === 0) start();
      }}
      className={styles.mic}
      data-testid="voice"
    />
  );
}

interface VoiceBarProps {
  chatId: ChatId;
  recorder: RecorderParts;
  onSent: () => void;
  /** Takes the focus back. */
  onEnd: () => void;
}

/** Nothing while nothing is recorded. */
export function VoiceBar({ chatId, recorder, onSent, onEnd }: VoiceBarProps) {
  const { t } = useTranslation();
  const { outbox, keeper } = useAccount();
  const state = useStore(recorder.store);
  const bar = useRef<HTMLElement>(null);
  const shown = state.name !== 'idle';
  const wasShown = useRef(false);
  useEffect(() => {
    if (shown) bar.current?.focus();
    else if (wasShown.current) onEnd();
    wasShown.current = shown;
  }, [shown, onEnd]);
  const send = ({ blob, seconds, waveform }: Spoken) => {
    const id = crypto.randomUUID();
    const { size } = blob;
    const type = blob.type.split(';')[0] ?? '';
    void keeper.hold(id, blob);
    const name = `voice.${type === 'audio/mp4' ? 'm4a' : type === 'audio/ogg' ? 'ogg' : 'webm'}`;
    const duration = Math.round(seconds * 10) / 10;
    outbox.send(chatId, '', {
      files: [{ id, name, type, size, duration, waveform, transfer: newTransfer(size) }],
    });
    recorder.cancel();
    onSent();
  };
  if (state.name === 'idle') return null;
  return (
    <section
      ref={bar}
      tabIndex={-1}
      aria-label={t('player.voice')}
      className={styles.bar}
      onKeyDown={event => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        recorder.cancel();
      }}
      data-testid="voice-bar"
      data-state={state.name}
    >
      {state.name === 'asking' && <Spinner size={20} label={t('voice.asking')} />}
      {state.name === 'refused' && (
        <p role="alert" className={styles.words}>
          {t(`voice.${state.trouble}`)}
        </p>
      )}
      {(state.name === 'recording' || state.name === 'paused') && (
        <>
          <span className={styles.dot} data-on={state.name === 'recording'} />
          <span className={styles.time}>{formatLength(state.seconds)}</span>
          <meter min={0} max={1} value={state.level} aria-label={t('voice.level')} className={styles.level} />
          <IconButton
            size="sm"
            icon={state.name === 'recording' ? Pause : Mic}
            label={t(state.name === 'recording' ? 'voice.pause' : 'voice.resume')}
            onClick={state.name === 'recording' ? recorder.pause : recorder.resume}
            data-testid="voice-pause"
          />
          <IconButton
            size="sm"
            icon={Square}
            label={t('voice.finish')}
            onClick={recorder.finish}
            data-testid="voice-finish"
          />
        </>
      )}
      {state.name === 'preview' && (
        <>
          <Preview spoken={state.spoken} />
          <IconButton
            size="sm"
            variant="solid"
            icon={SendHorizontal}
            label={t('messages.send')}
            disabled={state.spoken.blob.size === 0}
            onClick={() => send(state.spoken)}
            data-testid="voice-send"
          />
        </>
      )}
      <IconButton
        size="sm"
        icon={Trash2}
        label={t('voice.cancel')}
        shortcut="Escape"
        onClick={recorder.cancel}
        data-testid="voice-cancel"
      />
    </section>
  );
}

function Preview({ spoken }: { spoken: Spoken }) {
  const { t } = useTranslation();
  const audio = useRef<HTMLAudioElement>(null);
  const url = useMemo(() => URL.createObjectURL(spoken.blob), [spoken]);
  useEffect(() => () => URL.revokeObjectURL(url), [url]);
  const toggle = () => {
    const { current } = audio;
    if (current?.paused) void current.play();
    else current?.pause();
  };
  return (
    <>
      {/* biome-ignore lint/a11y/useMediaCaption: one's own words, just spoken */}
      <audio ref={audio} src={url} />
      <IconButton
        size="sm"
        icon={Play}
        label={t('voice.listen')}
        onClick={toggle}
        data-testid="voice-listen"
      />
      <span className={styles.words}>{formatLength(spoken.seconds)}</span>
    </>
  );
}
