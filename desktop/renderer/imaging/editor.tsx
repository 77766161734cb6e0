// Cuts, turns and mirrors a picture before it goes out.
import { FlipHorizontal2, FlipVertical2, RotateCcw, RotateCw } from 'lucide-react';
import { useEffect, useState } from 'react';
import Cropper from 'react-easy-crop';
import 'react-easy-crop/react-easy-crop.css';
import { useTranslation } from 'react-i18next';
import { useApp } from '../context.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { Slider } from '../ui/Slider.tsx';
import { type Area, flip, type Turned, turn, turnedSize, unturned } from './crop.ts';
import styles from './editor.module.css';
import { cutOut } from './render.ts';

interface ImageEditorProps {
  picture: Blob;
  /** `round` is for the picture of a person or a group: always square, seen as a circle. */
  shape: 'free' | 'round';
  title: string;
  /** What the main button says. */
  doneLabel: string;
  /** No side of the result is longer, in pixels. */
  most: number;
  /** Shown as busy until it is settled; a rejection is told to the person. */
  onDone: (result: Blob) => Promise<void> | void;
  onCancel: () => void;
}

const aspects = { own: null, square: 1, landscape: 4 / 3, wide: 16 / 9, portrait: 3 / 4 } as const;
type Aspect = keyof typeof aspects;

/** A dialog over everything; loaded with the first picture that is edited. */
export function ImageEditor(props: ImageEditorProps) {
  const { picture, shape, title, doneLabel, most, onDone, onCancel } = props;
  const { t } = useTranslation();
  const { complain } = useApp();
  const source = useObjectUrl(picture);
  const [turned, setTurned] = useState<Turned>(unturned);
  const [aspect, setAspect] = useState<Aspect>(shape === 'round' ? 'square' : 'own');
  const [at, setAt] = useState({ x: 0, y: 0 });
  const [zoom, setZoom] = useState(1);
  const [natural, setNatural] = useState<{ width: number; height: number } | null>(null);
  const [area, setArea] = useState<Area | null>(null);
  const [busy, setBusy] = useState(false);
  const [broken, setBroken] = useState(false);
  const own = natural ? turnedSize(natural, turned) : { width: 1, height: 1 };
  const done = async () => {
    if (!area) return;
    setBusy(true);
    try {
      await onDone(await cutOut(picture, { area, turned, most }));
    } catch (error) {
      complain(error);
    }
    setBusy(false);
  };
  return (
    <Dialog
      open
      size="lg"
      title={title}
      onClose={onCancel}
      actions={
        <>
          <Button onClick={onCancel}>{t('common.cancel')}</Button>
          <Button
            variant="primary"
            disabled={!area || broken}
            busy={busy}
            onClick={() => void done()}
            data-testid="crop-done"
          >
            {doneLabel}
          </Button>
        </>
      }
    >
      <div className={styles.stage} data-testid="cropper">
        {broken && (
          <p role="alert" className={styles.broken}>
            {t('imaging.broken')}
          </p>
        )}
        {source && !broken && (
          <Cropper
            image={source}
            crop={at}
            zoom={zoom}
            rotation={turned.quarters * 90}
            aspect={aspects[aspect] ?? own.width / own.height}
            cropShape={shape === 'round' ? 'round' : 'rect'}
            showGrid={shape !== 'round'}
            keyboardStep={8}
            transform={transformOf(at, zoom, turned)}
            disableAutomaticStylesInjection
            onCropChange={setAt}
            onZoomChange={setZoom}
            onCropComplete={(_, pixels) => setArea(pixels)}
            onMediaLoaded={media => setNatural({ width: media.naturalWidth, height: media.naturalHeight })}
            mediaProps={{ alt: '', onError: () => setBroken(true) }}
            cropperProps={{ 'aria-label': t('imaging.part') }}
          />
        )}
      </div>
      <div className={styles.tools}>
        <div className={styles.zoom}>
          <Slider
            label={t('imaging.zoom')}
            value={zoom}
            min={1}
            max={4}
            step={0.05}
            format={value => `${Math.round(value * 100)} %`}
            onChange={setZoom}
          />
        </div>
        <TurnButtons turned={turned} onChange={setTurned} />
      </div>
      {shape === 'free' && <AspectChoice value={aspect} onChange={setAspect} />}
    </Dialog>
  );
}

function TurnButtons({ turned, onChange }: { turned: Turned; onChange: (turned: Turned) => void }) {
  const { t } = useTranslation();
  return (
    <div className={styles.turns}>
      <IconButton
        icon={RotateCcw}
        label={t('imaging.turnLeft')}
        onClick={() => onChange(turn(turned, -1))}
        data-testid="turn-left"
      />
      <IconButton
        icon={RotateCw}
        label={t('imaging.turnRight')}
        onClick={() => onChange(turn(turned, 1))}
        data-testid="turn-right"
      />
      <IconButton
        icon={FlipHorizontal2}
        label={t('imaging.flipHorizontal')}
        onClick={() => onChange(flip(turned, 'horizontal'))}
      />
      <IconButton
        icon={FlipVertical2}
        label={t('imaging.flipVertical')}
        onClick={() => onChange(flip(turned, 'vertical'))}
      />
    </div>
  );
}

function AspectChoice({ value, onChange }: { value: Aspect; onChange: (aspect: Aspect) => void }) {
  const { t } = useTranslation();
  return (
    <fieldset className={styles.aspects}>
      <legend className={styles.legend}>{t('imaging.shape')}</legend>
      {(Object.keys(aspects) as Aspect[]).map(aspect => (
        <button
          key={aspect}
          type="button"
          aria-pressed={aspect === value}
          className={styles.aspect}
          onClick={() => onChange(aspect)}
        >
          {t(`imaging.${aspect}`)}
        </button>
      ))}
    </fieldset>
  );
}

function transformOf(
  { x, y }: { x: number; y: number },
  zoom: number,
  { quarters, flipped }: Turned,
): string {
  const mirror = `scale(${flipped.horizontal ? -zoom : zoom}, ${flipped.vertical ? -zoom : zoom})`;
  return `translate(${x}px, ${y}px) rotate(${quarters * 90}deg) ${mirror}`;
}

function useObjectUrl(blob: Blob): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    const made = URL.createObjectURL(blob);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [blob]);
  return url;
}
