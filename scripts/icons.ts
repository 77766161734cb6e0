// Draws all icons of the desktop from its two SVG drawings: node scripts/icons.ts (needs Chromium; CHROMIUM names it).
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from '@playwright/test';

const assets = join(import.meta.dirname, '../desktop/assets');
const STATES = ['normal', 'unread', 'dnd', 'call', 'offline'] as const;
type State = (typeof STATES)[number];

const APP_SIZES = [16, 22, 24, 32, 48, 64, 128, 256, 512];
const TRAY_SIZES = [16, 20, 22, 24, 32, 48];
/** What systems are given a count in. */
const COUNT_SIZES = [16, 20, 24, 32, 48];
// Below this the drawing with fewer and bolder lines is the legible one.
const SMALL_BELOW = 64;

/** The badge of a state, as the circle that is cut out of the drawing and what is put there. */
interface Badge {
  cut: string;
  drawn: (colour: string | null) => string;
}

const BADGES: Readonly<Record<State, Badge | null>> = {
  normal: null,
  unread: {
    cut: '<circle cx="37" cy="11" r="13" fill="#000"/>',
    drawn: colour => `<circle cx="37" cy="11" r="10" fill="${colour ?? '#ffb422'}"/>`,
  },
  dnd: {
    cut: '<circle cx="36" cy="36" r="14" fill="#000"/>',
    drawn: colour =>
      `<path fill="${colour ?? '#8c2f39'}" fill-rule="evenodd" d="M36 25a11 11 0 1 1 0 22 11 11 0 0 1 0-22z` +
      `${colour === null ? '' : 'm-6 8.500v5h12v-5z'}"/>` +
      (colour === null ? '<rect x="29.500" y="33.500" width="13" height="5" rx="2" fill="#fff8ef"/>' : ''),
  },
  call: {
    cut: '<circle cx="36" cy="36" r="14" fill="#000"/>',
    drawn: colour =>
      `<circle cx="36" cy="36" r="11" fill="${colour ?? '#2e8b57'}"/>` +
      (colour === null ? '<circle cx="36" cy="36" r="4.500" fill="#f3fff4"/>' : ''),
  },
  // Told by grey, in a template by paleness: a stroke across the drawing is mere noise at 16 px.
  offline: null,
};

/** What the tray counts up to; more is one picture. */
const COUNTS = [...Array.from({ length: 9 }, (_, index) => String(index + 1)), '9+'] as const;

const inter = readFileSync(
  join(import.meta.dirname, '../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2'),
).toString('base64');
const font = `<style>@font-face{font-family:I;font-weight:100 900;src:url(data:font/woff2;base64,${inter})}text{font:800 26px I;text-anchor:middle}</style>`;

/** A count as a badge: it fills most of the picture, or nobody could read it in 16 px. */
function countBadge(count: string): Badge {
  const wide = count.length > 1;
  const [x, size] = wide ? [30, 23] : [32, 28];
  return {
    cut: `<rect x="${x - 18}" y="-3" width="${66 - x}" height="36" rx="18" fill="#000"/>`,
    drawn: () =>
      `${font}<rect x="${x - 15}" y="0" width="${63 - x}" height="30" rx="15" fill="#ffb422"/>` +
      `<text x="${x + (33 - x) / 2 + (wide ? 0.5 : -0.5)}" y="${15 + size * 0.365}" fill="#2a1608" style="font-size:${size}px">${count}</text>`,
  };
}

/** A count alone, for the button in the taskbar. */
function overlaySvg(count: string): string {
  const size = count.length > 1 ? 18 : 23;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">${font}<circle cx="16" cy="16" r="15" fill="#ffb422"/><text x="16" y="${16 + size * 0.365}" fill="#2a1608" style="font-size:${size}px">${count}</text></svg>`;
}

/** The small drawing with the badge of a state. A template is one colour on nothing. */
function traySvg(small: string, state: State, template: boolean, badge = BADGES[state]): string {
  const body = small.replace(/^[\s\S]*?<svg[^>]*>/, '').replace(/<\/svg>\s*$/, '');
  const colours = template ? toTemplate(body) : state === 'offline' ? toGrey(body) : body;
  const mask = `<mask id="cut" maskUnits="userSpaceOnUse" x="0" y="0" width="48" height="48"><rect width="48" height="48" fill="#fff"/>${badge?.cut ?? ''}</mask>`;
  const box = template ? '2 1 46 46' : '0 0 48 48';
  const opacity = template && state === 'offline' ? 0.4 : 1;
  const drawn = badge?.drawn(template ? '#000' : null) ?? '';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}">${mask}<g mask="url(#cut)" opacity="${opacity}">${colours}</g>${drawn}</svg>`;
}

function toTemplate(body: string): string {
  const withoutGround = body.replace(/<rect class="ground"[^>]*>/, '');
  return withoutGround.replace(/(fill|stroke)="#(?!fff"|000")[0-9a-f]{6}"/g, '$1="#000"');
}

function toGrey(body: string): string {
  return body.replace('#c25a35', '#938a82').replace('#ffcfa8', '#ddd6cf');
}

async function render(browser: Browser, svg: string, size: number, path: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const source = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
  await page.setContent(`<style>*{margin:0}img{display:block}</style><img src="${source}" width="${size}">`);
  await page.locator('img').evaluate((image: HTMLImageElement) => image.decode());
  writeFileSync(path, await page.screenshot({ omitBackground: true }));
  await page.close();
}

async function drawAll(browser: Browser): Promise<void> {
  const large = readFileSync(join(assets, 'icon.svg'), 'utf8');
  const small = readFileSync(join(assets, 'small.svg'), 'utf8');
  for (const folder of ['icons', 'tray']) mkdirSync(join(assets, folder), { recursive: true });
  await render(browser, large, 1024, join(assets, 'icon.png'));
  for (const size of APP_SIZES) {
    const drawing = size < SMALL_BELOW ? small : large;
    await render(browser, drawing, size, join(assets, `icons/${size}x${size}.png`));
  }
  for (const state of STATES) {
    for (const size of TRAY_SIZES) {
      await render(browser, traySvg(small, state, false), size, join(assets, `tray/${state}-${size}.png`));
    }
    await render(browser, traySvg(small, state, true), 18, join(assets, `tray/${state}Template.png`));
    await render(browser, traySvg(small, state, true), 36, join(assets, `tray/${state}Template@2x.png`));
  }
  for (const count of COUNTS) {
    const name = count === '9+' ? 'many' : count;
    for (const size of COUNT_SIZES) {
      const drawing = traySvg(small, 'unread', false, countBadge(count));
      await render(browser, drawing, size, join(assets, `tray/count-${name}-${size}.png`));
    }
    await render(browser, overlaySvg(count), 32, join(assets, `tray/overlay-${name}-32.png`));
  }
}

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
try {
  await drawAll(browser);
} finally {
  await browser.close();
}
