// The one floating bar of a call.
import {
  Activity,
  EllipsisVertical,
  Maximize,
  Mic,
  MicOff,
  Minimize2,
  MonitorUp,
  MonitorX,
  Pause,
  PhoneOff,
  PictureInPicture2,
  Play,
  Video,
  VideoOff,
} from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../ui/IconButton.tsx';
import { Menu } from '../ui/Menu.tsx';
import { useCalls, useCallsState } from './context.ts';
import styles from './controls.module.css';
import { DeviceMenu } from './deviceMenu.tsx';
import { useShortcuts } from './hooks.ts';
import { popOut } from './pip.tsx';
import { ReactButton } from './reactionViews.tsx';

/** `waiting`: it still rings, so there is nothing to share yet. */
export function Controls({ phase }: { phase: 'waiting' | 'talking' }) {
  const { t } = useTranslation();
  const { actions } = useCalls();
  const own = useCallsState(state => state.own);
  const open = useCallsState(({ local }) => local.audio !== null);
  const muted = open && !own.audio;
  const talking = phase === 'talking';
  useShortcuts({
    'Mod+D': actions.toggleMute,
    'Mod+E': actions.toggleCamera,
    'Mod+Shift+E': talking ? actions.toggleScreen : () => undefined,
    'Mod+Shift+H': actions.hangUp,
  });
  const button = { variant: 'stage', size: 'lg' } as const;
  return (
    <div role="toolbar" aria-label={t('calls.controls')} className={styles.bar}>
      <IconButton
        {...button}
        icon={muted ? MicOff : Mic}
        label={t('calls.mute')}
        pressed={muted}
        disabled={!open}
        shortcut="Mod+D"
        onClick={actions.toggleMute}
        data-testid="call-mute"
      />
      <IconButton
        {...button}
        icon={own.video ? Video : VideoOff}
        label={own.video ? t('calls.cameraOff') : t('calls.cameraOn')}
        disabled={!open && !talking}
        shortcut="Mod+E"
        onClick={actions.toggleCamera}
        data-testid="call-camera"
      />
      {talking && (
        <IconButton
          {...button}
          icon={own.screen ? MonitorX : MonitorUp}
          label={own.screen ? t('calls.stopSharing') : t('calls.shareScreen')}
          shortcut="Mod+Shift+E"
          onClick={actions.toggleScreen}
          className={own.screen ? styles.sharing : undefined}
          data-testid="call-share"
        />
      )}
      {talking && <ReactButton />}
      <DeviceMenu />
      {talking && <More />}
      <IconButton
        {...button}
        variant="danger"
        icon={PhoneOff}
        label={talking ? t('calls.hangUp') : t('calls.cancelCall')}
        shortcut="Mod+Shift+H"
        onClick={actions.hangUp}
        className={styles.end}
        data-testid="call-end"
      />
    </div>
  );
}

function More() {
  const { t } = useTranslation();
  const { actions, report } = useCalls();
  const full = document.fullscreenElement !== null;
  const { hold } = useCallsState(state => state.own);
  const details = useCallsState(state => state.details);
  const items = [
    { label: t('calls.minimise'), icon: Minimize2, onSelect: actions.minimise },
    {
      label: full ? t('calls.exitFullscreen') : t('calls.fullscreen'),
      icon: Maximize,
      onSelect: () => void toggleFullscreen(),
    },
    ...(document.pictureInPictureEnabled
      ? [
          {
            label: t('calls.pictureInPicture'),
            icon: PictureInPicture2,
            onSelect: () =>
              void popOut().catch((error: unknown) => report('The picture did not come out', error)),
          },
        ]
      : []),
    {
      label: t(hold ? 'calls.resume' : 'calls.hold'),
      icon: hold ? Play : Pause,
      onSelect: actions.toggleHold,
    },
    { label: t('calls.details'), icon: Activity, checked: details, onSelect: actions.toggleDetails },
  ];
  return (
    <Menu items={items} side="top" align="center">
      <IconButton
        variant="stage"
        size="lg"
        icon={EllipsisVertical}
        label={t('common.more')}
        data-testid="call-more"
      />
    </Menu>
  );
}

async function toggleFullscreen(): Promise<void> {
  if (document.fullscreenElement) await document.exitFullscreen();
  else await document.documentElement.requestFullscreen();
}
