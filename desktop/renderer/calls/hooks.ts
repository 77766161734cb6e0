// Small behaviours that the screens of calls share.
import { type RefObject, useEffect, useRef, useState } from 'react';
import { currentPlatform } from '../ui/shortcut.ts';
import { createSpeechSense, watchLevel } from './levels.ts';

/** Writes how loud a track is, 0 to 1, into the custom property `--level` of an element. */
export function useLevel(track: MediaStreamTrack | null): RefObject<HTMLDivElement | null> {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!track) return;
    const element = ref.current;
    let shown = 0;
    const stop = watchLevel(track, level => {
      // Quick to rise, slow to fall, as ears are.
      shown = level > shown ? level : shown * 0.92 + level * 0.08;
      element?.style.setProperty('--level', shown.toFixed(3));
    });
    return () => {
      stop();
      element?.style.removeProperty('--level');
    };
  }, [track]);
  return ref;
}

const MOMENT = 100;

/** True while someone speaks into a muted microphone; what they say goes nowhere. */
export function useMutedSpeech(track: MediaStreamTrack | null, muted: boolean): boolean {
  const [speaking, setSpeaking] = useState(false);
  useEffect(() => {
    if (!track || !muted) return;
    // A muted track is silent here too; its twin is heard by this meter only.
    const twin = track.clone();
    twin.enabled = true;
    const sense = createSpeechSense();
    const stop = watchLevel(twin, level => setSpeaking(sense(level)), MOMENT);
    return () => {
      stop();
      twin.stop();
      setSpeaking(false);
    };
  }, [track, muted]);
  return speaking;
}

const IDLE_AFTER = 3_000;

/** True while neither pointer nor keyboard has moved for a while; never with reduced motion or keyboard focus. */
export function useIdle(stage: RefObject<HTMLElement | null>, enabled: boolean): boolean {
  const [idle, setIdle] = useState(false);
  useEffect(() => {
    const element = stage.current;
    if (!enabled || !element || matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    let timer = 0;
    const rest = () => {
      const held = element.querySelector('button:focus-visible, [data-state="open"], button:hover');
      if (held) timer = window.setTimeout(rest, IDLE_AFTER);
      else setIdle(true);
    };
    const wake = () => {
      setIdle(false);
      window.clearTimeout(timer);
      timer = window.setTimeout(rest, IDLE_AFTER);
    };
    wake();
    const events = ['pointermove', 'pointerdown', 'keydown', 'focusin'] as const;
    for (const event of events) element.addEventListener(event, wake);
    return () => {
      window.clearTimeout(timer);
      setIdle(false);
      for (const event of events) element.removeEventListener(event, wake);
    };
  }, [stage, enabled]);
  return idle;
}

/** Shortcuts, written as "Mod+Shift+A", that work wherever the focus is while the view is shown. */
export function useShortcuts(shortcuts: Readonly<Record<string, () => void>>): void {
  const latest = useRef(shortcuts);
  latest.current = shortcuts;
  useEffect(() => {
    const apple = currentPlatform() === 'apple';
    const listener = (event: KeyboardEvent) => {
      const mod = apple ? event.metaKey : event.ctrlKey;
      if (!mod || event.altKey) return;
      const key = event.code.replace(/^Key/, '');
      const action = latest.current[`Mod+${event.shiftKey ? 'Shift+' : ''}${key}`];
      if (!action) return;
      event.preventDefault();
      if (!event.repeat) action();
    };
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
}

/** Seconds since a moment, counted while shown. */
export function useSeconds(since: number, now: () => number): number {
  const [seconds, setSeconds] = useState(() => Math.max(0, Math.floor((now() - since) / 1000)));
  useEffect(() => {
    const tick = () => setSeconds(Math.max(0, Math.floor((now() - since) / 1000)));
    tick();
    const timer = window.setInterval(tick, 500);
    return () => window.clearInterval(timer);
  }, [since, now]);
  return seconds;
}
