/// <reference types="vite/client" />
// The drawn icons, carried inside the program so that no path can go wrong after packaging.
import { type NativeImage, nativeImage } from 'electron';
import { countName } from './traymenu.ts';

type DataUrls = Readonly<Record<string, string>>;

const tray: DataUrls = import.meta.glob('../assets/tray/*.png', {
  eager: true,
  query: '?inline',
  import: 'default',
});
const app: DataUrls = import.meta.glob('../assets/icons/256x256.png', {
  eager: true,
  query: '?inline',
  import: 'default',
});

/** The icon of the window and of notifications. */
export function appIcon(): NativeImage {
  return nativeImage.createFromDataURL(find(app, '../assets/icons/256x256.png'));
}

/** A picture of the tray, in the sizes that the system wants. */
export function trayImage(picture: string, platform: NodeJS.Platform, scaleFactor: number): NativeImage {
  if (platform === 'darwin') return templateImage(picture);
  // Linux panels take one picture and scale it themselves, badly when it is too small.
  if (platform === 'linux')
    return nativeImage.createFromDataURL(traySource(picture, scaleFactor > 1 ? 48 : 24));
  return layered(
    [16, 20, 24, 32].map(size => ({ scaleFactor: size / 16, dataURL: traySource(picture, size) })),
  );
}

/** The count with which Windows marks a taskbar button that has something unread. */
export function overlayImage(unread: number): NativeImage {
  return nativeImage.createFromDataURL(traySource(`overlay-${countName(unread)}`, 32));
}

function templateImage(picture: string): NativeImage {
  const source = (suffix: string) => find(tray, `../assets/tray/${picture}Template${suffix}.png`);
  const image = layered([
    { scaleFactor: 1, dataURL: source('') },
    { scaleFactor: 2, dataURL: source('@2x') },
  ]);
  image.setTemplateImage(true);
  return image;
}

function layered(layers: readonly { scaleFactor: number; dataURL: string }[]): NativeImage {
  const image = nativeImage.createEmpty();
  for (const layer of layers) image.addRepresentation(layer);
  return image;
}

function traySource(picture: string, size: number): string {
  return find(tray, `../assets/tray/${picture}-${size}.png`);
}

function find(urls: DataUrls, path: string): string {
  const url = urls[path];
  if (url === undefined) throw new Error(`No icon ${path} was built in`);
  return url;
}
