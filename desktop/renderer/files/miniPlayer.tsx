// What plays while one reads elsewhere: who it is from, hold, faster, close.
import { Pause, Play, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useAccount, useApp, useNav, useReplica } from '../context.ts';
import { IconButton } from '../ui/IconButton.tsx';
import styles from './audioTile.module.css';
import { formatLength } from './size.ts';

/** Nothing while all is silent, or while one is in the chat that it belongs to. */
export function MiniPlayer() {
  const { t } = useTranslation();
  const { complain } = useApp();
  const { sound, acts, self } = useAccount();
  const { playing, speed } = useStore(sound.store);
  const here = useNav(({ place, chatId }) => (place === 'chats' ? chatId : null));
  const track = playing.name === 'silent' ? null : playing.track;
  const sender = useReplica(replica => track && replica.users[track.message.senderId]?.displayName);
  if (playing.name === 'silent' || track === null || track.message.chatId === here) return null;
  const who = track.message.senderId === self ? t('common.you') : (sender ?? t('common.deletedUser'));
  const on = playing.name === 'playing' || playing.name === 'loading';
  const name = track.file.waveform === undefined ? track.file.name : t('player.voice');
  return (
    <section className={styles.bar} aria-label={t('player.title')} data-testid="mini-player">
      <IconButton
        size="sm"
        icon={on ? Pause : Play}
        label={t(on ? 'player.pause' : 'player.play', { name })}
        side="bottom"
        onClick={() => sound.toggle(track)}
      />
      <button
        type="button"
        className={styles.where}
        onClick={() => void acts.show(track.message.chatId, track.message.seq).catch(complain)}
      >
        <bdi>{who}</bdi> · {name} · {formatLength(playing.at)} / {formatLength(playing.length)}
      </button>
      <button
        type="button"
        className={styles.speed}
        aria-label={t('player.speed', { speed })}
        onClick={sound.faster}
      >
        {speed}×
      </button>
      <IconButton size="sm" icon={X} label={t('common.close')} side="bottom" onClick={sound.close} />
    </section>
  );
}
