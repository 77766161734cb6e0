// Gallery: buttons, fields, menus, dialogs and their states.
import {
  Copy,
  Ellipsis,
  MicOff,
  Moon,
  Pencil,
  Phone,
  PhoneOff,
  Reply,
  ScreenShare,
  Send,
  SmilePlus,
  Trash2,
  Video,
} from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Button } from './Button.tsx';
import { AlertDialog, Dialog } from './Dialog.tsx';
import styles from './gallery.module.css';
import { IconButton } from './IconButton.tsx';
import { Kbd } from './Kbd.tsx';
import { ContextMenu, Menu } from './Menu.tsx';
import type { MenuItem } from './menuItems.tsx';
import { Popover } from './Popover.tsx';
import { SearchField } from './SearchField.tsx';
import { Select } from './Select.tsx';
import { Slider } from './Slider.tsx';
import { Spinner } from './Spinner.tsx';
import { Switch } from './Switch.tsx';
import { Tabs } from './Tabs.tsx';
import { TextField } from './TextField.tsx';

const nothing = () => {};
const items: readonly MenuItem[] = [
  { label: 'Reply', icon: Reply, shortcut: 'R', onSelect: nothing },
  { label: 'React', icon: SmilePlus, items: [{ label: 'A smile', onSelect: nothing }] },
  { label: 'Edit', icon: Pencil, shortcut: 'Mod+E', onSelect: nothing },
  { label: 'Copy text', icon: Copy, disabled: true, onSelect: nothing },
  'divider',
  { label: 'Do not disturb', icon: Moon, checked: true, onSelect: nothing },
  { label: 'Delete', icon: Trash2, danger: true, onSelect: nothing },
];
const themes = [
  { value: 'system', label: 'As the system' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const;

export function GalleryCard({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.card}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Buttons() {
  return (
    <GalleryCard title="Button">
      {(['primary', 'quiet', 'danger', 'positive'] as const).map(variant => (
        <div key={variant} className={styles.row}>
          <Button variant={variant}>Call back</Button>
          <Button variant={variant} icon={Phone}>
            Answer
          </Button>
          <Button variant={variant} busy>
            Signing in
          </Button>
          <Button variant={variant} disabled>
            Disabled
          </Button>
        </div>
      ))}
      <Button variant="primary" wide shortcut="Mod+Enter">
        Sign in
      </Button>
    </GalleryCard>
  );
}

function IconButtons() {
  return (
    <GalleryCard title="IconButton">
      <div className={styles.row}>
        <IconButton icon={Phone} label="Voice call" shortcut="Mod+Shift+C" />
        <IconButton icon={SmilePlus} label="Emoji" pressed />
        <IconButton icon={Video} label="Video call" disabled />
        <IconButton icon={Video} label="Starting" busy />
        <IconButton icon={Send} label="Send" variant="solid" shortcut="Enter" />
        <IconButton icon={Send} label="Send" variant="solid" disabled />
        <IconButton icon={Ellipsis} label="More" size="sm" />
        <Spinner label="Loading" />
        <Spinner size={32} />
        <Kbd keys="Mod+Shift+M" />
      </div>
      <div className={`${styles.row} ${styles.stage}`}>
        <IconButton icon={MicOff} label="Unmute microphone" variant="stage" size="lg" pressed />
        <IconButton icon={Video} label="Turn camera off" variant="stage" size="lg" />
        <IconButton icon={ScreenShare} label="Share screen" variant="stage" size="lg" disabled />
        <IconButton icon={Phone} label="Answer" variant="positive" size="lg" />
        <IconButton icon={PhoneOff} label="Hang up" variant="danger" size="lg" />
      </div>
    </GalleryCard>
  );
}

function Fields() {
  const [search, setSearch] = useState('');
  const [theme, setTheme] = useState<'system' | 'light' | 'dark'>('system');
  const [volume, setVolume] = useState(60);
  const [on, setOn] = useState(true);
  return (
    <>
      <GalleryCard title="TextField, SearchField">
        <TextField label="Username" hint="3 to 32 lower-case letters" placeholder="amina" />
        <TextField label="Password" type="password" defaultValue="karibu sana" />
        <TextField label="Server address" error="No answer from this address" defaultValue="chat.example" />
        <TextField label="Not now" disabled defaultValue="Disabled" />
        <SearchField label="Search chats" shortcut="Mod+K" value={search} onChange={setSearch} />
        <SearchField label="Search chats" busy value="ami" onChange={nothing} />
      </GalleryCard>
      <GalleryCard title="Select, Slider, Switch">
        <Select label="Theme" value={theme} options={themes} onChange={setTheme} />
        <Select label="Camera" value="system" options={themes} onChange={nothing} disabled />
        <Slider label="Speaker" value={volume} onChange={setVolume} format={value => `${value} %`} />
        <Switch label="Sounds" hint="For messages; calls always ring" checked={on} onChange={setOn} />
        <Switch label="Off" checked={!on} onChange={next => setOn(!next)} />
        <Switch label="Busy" checked busy onChange={nothing} />
      </GalleryCard>
    </>
  );
}

function Floating() {
  const [open, setOpen] = useState<'none' | 'dialog' | 'alert'>('none');
  const [tab, setTab] = useState<'screens' | 'windows'>('screens');
  const close = () => setOpen('none');
  return (
    <GalleryCard title="Menu, Popover, Dialog, Tabs">
      <div className={styles.row}>
        <Menu items={items}>
          <Button>Menu</Button>
        </Menu>
        <ContextMenu items={items}>
          <Button>Right click</Button>
        </ContextMenu>
        <Popover label="About" trigger={<Button>Popover</Button>}>
          A small panel beside what opened it.
        </Popover>
        <Button onClick={() => setOpen('dialog')}>Dialog</Button>
        <Button onClick={() => setOpen('alert')}>Alert</Button>
      </div>
      <Tabs
        label="What to share"
        value={tab}
        onChange={setTab}
        tabs={[
          { value: 'screens', label: 'Screens', content: 'Two screens' },
          { value: 'windows', label: 'Windows', content: 'No windows' },
        ]}
      />
      <Dialog
        open={open === 'dialog'}
        onClose={close}
        title="Appearance"
        description="It follows you to no other device"
        actions={
          <Button variant="primary" onClick={close}>
            Done
          </Button>
        }
      >
        <TextField label="Your name" />
        <Select label="Theme" value="system" options={themes} onChange={nothing} />
      </Dialog>
      <AlertDialog
        open={open === 'alert'}
        title="Delete for everyone?"
        description="A note stays that a message was here"
        confirmLabel="Delete"
        danger
        onConfirm={close}
        onCancel={close}
      />
    </GalleryCard>
  );
}

export function GalleryControls() {
  return (
    <div className={styles.page}>
      <Buttons />
      <IconButtons />
      <Fields />
      <Floating />
    </div>
  );
}
