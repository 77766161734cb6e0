// Sound in a bubble: play, its waveform or its name to seek in, and how fast.
import { Pause, Play, RotateCw } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { StoredFile } from '../../../common/files/file.ts';
import { shelfOf } from '../../../common/files/kinds.ts';
import type { Message } from '../../../common/messages/message.ts';
import { useAccount } from '../context.ts';
import { IconButton } from '../ui/IconButton.tsx';
import styles from './audioTile.module.css';
import { decodePeaks } from './peaks.ts';
import { SaveButton } from './saveButton.tsx';
import { formatLength } from './size.ts';

interface AudioTileProps {
  file: StoredFile;
  message: Message;
}

export function AudioTile({ file, message }: AudioTileProps) {
  const { t } = useTranslation();
  const { sound } = useAccount();
  const mine = useStore(sound.store, ({ playing }) =>
    playing.name !== 'silent' && playing.track.file.id === file.id && playing.track.message.id === message.id
      ? playing
      : null,
  );
  const speed = useStore(sound.store, held => held.speed);
  const track = { file, message };
  const voice = shelfOf(file) === 'voice';
  const length = mine?.length || file.duration || 0;
  const at = mine?.at ?? 0;
  const on = mine?.name === 'playing' || mine?.name === 'loading';
  const failed = mine?.name === 'failed';
  const name = voice ? t('player.voice') : file.name;
  return (
    <div
      className={styles.tile}
      data-testid="audio"
      data-file={file.id}
      data-playing={mine?.name ?? 'silent'}
    >
      <IconButton
        variant="solid"
        icon={failed ? RotateCw : on ? Pause : Play}
        label={failed ? t('common.retry') : t(on ? 'player.pause' : 'player.play', { name })}
        busy={mine?.name === 'loading'}
        onClick={() => sound.toggle(track)}
        data-testid="play"
      />
      <div className={styles.middle}>
        {!voice && (
          <span className={styles.name} title={file.name}>
            <bdi>{file.name}</bdi>
          </span>
        )}
        <div className={styles.seek}>
          {voice && <Waveform waveform={file.waveform ?? ''} part={length > 0 ? at / length : 0} />}
          <input
            type="range"
            min={0}
            max={Math.max(length, 0.1)}
            step={0.1}
            value={Math.min(at, length)}
            aria-label={t('player.position', { name })}
            aria-valuetext={`${formatLength(at)} / ${formatLength(length)}`}
            className={voice ? styles.over : styles.line}
            onChange={event => sound.seek(track, Number(event.target.value))}
            data-testid="seek"
          />
        </div>
        <span className={styles.time} role={failed ? 'alert' : undefined}>
          {failed
            ? t('player.notPlayable')
            : mine
              ? `${formatLength(at)} / ${formatLength(length)}`
              : formatLength(length)}
        </span>
      </div>
      {(mine || voice) && !failed && (
        <button
          type="button"
          className={styles.speed}
          aria-label={t('player.speed', { speed })}
          title={t('player.speed', { speed })}
          onClick={sound.faster}
          data-testid="speed"
        >
          {speed}×
        </button>
      )}
      {!voice && <SaveButton file={file} />}
    </div>
  );
}

function Waveform({ waveform, part }: { waveform: string; part: number }) {
  const peaks = useMemo(() => decodePeaks(waveform), [waveform]);
  return (
    <svg
      viewBox={`0 0 ${peaks.length * 3} 32`}
      preserveAspectRatio="none"
      className={styles.wave}
      aria-hidden="true"
    >
      {peaks.map((peak, index) => {
        const high = Math.max(2, peak * 30);
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: bars have no other name than their place
            key={index}
            x={index * 3}
            y={16 - high / 2}
            width={2}
            height={high}
            rx={1}
            className={index / peaks.length < part ? styles.played : undefined}
          />
        );
      })}
    </svg>
  );
}
