// The devices of a call, changed while it runs.
import { Camera, Mic, MonitorUp, Settings2, Volume2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { IconButton } from '../ui/IconButton.tsx';
import { Menu } from '../ui/Menu.tsx';
import type { MenuItem } from '../ui/menuItems.tsx';
import { useCalls } from './context.ts';
import { chosenOf, type DeviceKind, listedOf } from './devices.ts';

type Place = 'microphone' | 'camera' | 'speaker';
const kinds: Readonly<Record<Place, DeviceKind>> = {
  microphone: 'audioinput',
  camera: 'videoinput',
  speaker: 'audiooutput',
};

/** A button in the bar with microphone, camera, speaker, and how the voice is treated. */
export function DeviceMenu() {
  const { t } = useTranslation();
  const { preferences, refreshDevices } = useCalls();
  const { echoCancellation, noiseSuppression, autoGainControl, shareFor } = useStore(preferences);
  const items: readonly MenuItem[] = [
    { label: t('calls.microphone'), icon: Mic, items: useChoices('microphone') },
    { label: t('calls.camera'), icon: Camera, items: useChoices('camera') },
    { label: t('calls.speaker'), icon: Volume2, items: useChoices('speaker') },
    {
      label: t('calls.shareFor'),
      icon: MonitorUp,
      items: (['text', 'motion'] as const).map(kind => ({
        label: t(kind === 'text' ? 'calls.shareText' : 'calls.shareMotion'),
        checked: shareFor === kind,
        onSelect: () => preferences.setState({ shareFor: kind }),
      })),
    },
    'divider',
    {
      label: t('calls.echoCancellation'),
      checked: echoCancellation,
      onSelect: () => preferences.setState({ echoCancellation: !echoCancellation }),
    },
    {
      label: t('calls.noiseSuppression'),
      checked: noiseSuppression,
      onSelect: () => preferences.setState({ noiseSuppression: !noiseSuppression }),
    },
    {
      label: t('calls.autoGain'),
      checked: autoGainControl,
      onSelect: () => preferences.setState({ autoGainControl: !autoGainControl }),
    },
  ];
  return (
    <Menu items={items} side="top" align="center" onOpenChange={open => open && refreshDevices()}>
      <IconButton
        variant="stage"
        size="lg"
        icon={Settings2}
        label={t('calls.devices')}
        data-testid="call-devices"
      />
    </Menu>
  );
}

function useChoices(place: Place): readonly MenuItem[] {
  const { t } = useTranslation();
  const { preferences, list } = useCalls();
  const devices = useStore(list);
  const choice = useStore(preferences, kept => kept[place]);
  const kind = kinds[place];
  const chosen = chosenOf(devices, kind, choice);
  return [
    {
      label: t('calls.asSystem'),
      checked: choice === null,
      onSelect: () => preferences.setState({ [place]: null }),
    },
    ...listedOf(devices, kind).map(({ deviceId, label }, index) => ({
      label: label || `${t(`calls.${place}`)} ${index + 1}`,
      checked: chosen?.deviceId === deviceId,
      onSelect: () => preferences.setState({ [place]: { id: deviceId, label } }),
    })),
    // Chosen, but not plugged in: it is returned to when it is back.
    ...(choice && !chosen
      ? [
          {
            label: t('calls.deviceAway', { name: choice.label }),
            checked: true,
            disabled: true,
            onSelect: () => undefined,
          },
        ]
      : []),
  ];
}
