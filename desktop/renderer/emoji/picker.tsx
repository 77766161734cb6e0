// The emoji picker: search, recent ones, groups, skin tone; the focus stays in the search, arrows choose.
import clsx from 'clsx';
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { VList, type VListHandle } from 'virtua';
import { useApp } from '../context.ts';
import { Spinner } from '../ui/Spinner.tsx';
import { type Emoji, findEmoji, groupName, groups, loadEmoji, toned } from './data.ts';
import styles from './picker.module.css';
import { recentEmoji, setSkinTone, skinTone, usedEmoji } from './recent.ts';

interface Cell {
  readonly text: string;
  readonly label: string;
}
type Line = { readonly heading: string } | { readonly cells: readonly Cell[]; readonly from: number };

const columns = 8;
const tones = ['✋', '✋🏻', '✋🏼', '✋🏽', '✋🏾', '✋🏿'];

/** Hands the chosen one to `onPick`. */
export function EmojiPicker({ onPick }: { onPick: (emoji: string) => void }) {
  const { t } = useTranslation();
  const { page } = useApp();
  const storage = page.localStorage;
  const id = useId();
  const [all, setAll] = useState<readonly Emoji[] | null>(null);
  const [query, setQuery] = useState('');
  const [tone, setTone] = useState(() => skinTone(storage));
  const [chosen, setChosen] = useState(0);
  const list = useRef<VListHandle>(null);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    void loadEmoji().then(setAll);
    field.current?.focus();
  }, []);
  const recent = useMemo(() => recentEmoji(storage), [storage]);
  const lines = useMemo(
    () =>
      all === null ? [] : linesOf(all, query, tone, recent, t('emoji.recent'), group => groupName(group, t)),
    [all, query, tone, recent, t],
  );
  const cells = useMemo(() => lines.flatMap(line => ('cells' in line ? line.cells : [])), [lines]);
  const pick = (cell: Cell | undefined) => {
    if (!cell) return;
    usedEmoji(storage, cell.text);
    onPick(cell.text);
  };
  const move = (to: number) => {
    const next = Math.max(0, Math.min(cells.length - 1, to));
    setChosen(next);
    const index = lines.findIndex(
      line => 'cells' in line && next >= line.from && next < line.from + line.cells.length,
    );
    list.current?.scrollToIndex(index <= 1 ? 0 : index, { align: 'nearest' });
  };
  const keyDown = (event: KeyboardEvent) => {
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: columns,
      ArrowUp: -columns,
      ...(query === '' || event.altKey ? { ArrowRight: 1, ArrowLeft: -1 } : {}),
    };
    const step = steps[event.key] ?? (event.key === 'Tab' ? undefined : undefined);
    if (step !== undefined) move(chosen + step);
    else if (event.key === 'Enter') pick(cells[chosen]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className={styles.picker} data-testid="emoji-picker">
      <div className={styles.top}>
        <input
          ref={field}
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-activedescendant={cells[chosen] ? `${id}-${chosen}` : undefined}
          aria-label={t('emoji.search')}
          placeholder={t('emoji.search')}
          value={query}
          className={styles.search}
          onChange={event => {
            setQuery(event.target.value);
            setChosen(0);
            list.current?.scrollTo(0);
          }}
          onKeyDown={keyDown}
        />
        <ToneButton
          tone={tone}
          onTone={next => {
            setTone(next);
            setSkinTone(storage, next);
          }}
        />
      </div>
      <div id={`${id}-list`} role="listbox" aria-label={t('messages.emoji')} className={styles.list}>
        {all === null && <Spinner size={20} label={t('common.loading')} />}
        {all !== null && cells.length === 0 && <p className={styles.nothing}>{t('emoji.nothing')}</p>}
        {cells.length > 0 && (
          <VList ref={list} style={{ height: '100%' }}>
            {lines.map(line =>
              'heading' in line ? (
                <div key={`h-${line.heading}`} role="presentation" className={styles.heading}>
                  {line.heading}
                </div>
              ) : (
                <div key={line.from} role="presentation" className={styles.row}>
                  {line.cells.map((cell, column) => (
                    // biome-ignore lint/a11y/useFocusableInteractive: the search keeps the focus and names the chosen one
                    // biome-ignore lint/a11y/useKeyWithClickEvents: keys come through the search
                    <div
                      key={`${cell.text} ${cell.label}`}
                      id={`${id}-${line.from + column}`}
                      role="option"
                      aria-selected={line.from + column === chosen}
                      aria-label={cell.label}
                      title={cell.label}
                      className={clsx(styles.cell, line.from + column === chosen && styles.chosen)}
                      onClick={() => pick(cell)}
                      onPointerMove={() => setChosen(line.from + column)}
                    >
                      {cell.text}
                    </div>
                  ))}
                </div>
              ),
            )}
          </VList>
        )}
      </div>
    </div>
  );
}

function ToneButton({ tone, onTone }: { tone: number; onTone: (tone: number) => void }) {
  const { t } = useTranslation();
  return (
    <button
      type="button"
      className={styles.tone}
      aria-label={t('emoji.tone')}
      title={t('emoji.tone')}
      onClick={() => onTone((tone + 1) % tones.length)}
    >
      {tones[tone]}
    </button>
  );
}

function linesOf(
  all: readonly Emoji[],
  query: string,
  tone: number,
  recent: readonly string[],
  recentName: string,
  nameOf: (group: number) => string,
): readonly Line[] {
  const lines: Line[] = [];
  let from = 0;
  const add = (heading: string, cells: readonly Cell[]) => {
    if (cells.length === 0) return;
    if (heading !== '') lines.push({ heading });
    for (let at = 0; at < cells.length; at += columns) {
      const part = cells.slice(at, at + columns);
      lines.push({ cells: part, from });
      from += part.length;
    }
  };
  const cellOf = (emoji: Emoji): Cell => ({ text: toned(emoji, tone), label: emoji.label });
  if (query.trim() !== '') {
    add('', findEmoji(all, query).slice(0, 200).map(cellOf));
    return lines;
  }
  const labels = new Map(
    all.flatMap(({ unicode, skins, label }) => [unicode, ...skins].map(one => [one, label])),
  );
  add(
    recentName,
    recent.map(text => ({ text, label: labels.get(text) ?? text })),
  );
  for (const group of groups) add(nameOf(group), all.filter(one => one.group === group).map(cellOf));
  return lines;
}
