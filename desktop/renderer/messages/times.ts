// Times that people mean when they say "later", and days when they say "back then".

export interface Preset {
  readonly key: 'inAnHour' | 'thisEvening' | 'tomorrow' | 'monday';
  readonly at: Date;
}

/** Those of the presets that lie ahead. */
export function presetTimes(now: Date): readonly Preset[] {
  const hour = new Date(now.getTime() + 3_600_000);
  const evening = dayAt(now, 0, 18);
  const untilMonday = (8 - now.getDay()) % 7 || 7;
  return [
    { key: 'inAnHour', at: hour },
    ...(evening.getTime() - now.getTime() > 3_600_000 ? [{ key: 'thisEvening', at: evening } as const] : []),
    { key: 'tomorrow', at: dayAt(now, 1, 9) },
    ...(untilMonday > 1 ? [{ key: 'monday', at: dayAt(now, untilMonday, 9) } as const] : []),
  ];
}

export interface DayPreset {
  readonly key: 'yesterday' | 'weekAgo' | 'monthAgo' | 'beginning';
  readonly at: Date;
}

/** Days that are often looked for, as far as there was something to look for; the first one last. */
export function presetDays(now: Date, began: Date): readonly DayPreset[] {
  const first = dayAt(began, 0, 0);
  const monthAgo = new Date(now.getFullYear(), now.getMonth() - 1, now.getDate());
  const days: readonly DayPreset[] = [
    { key: 'yesterday', at: dayAt(now, -1, 0) },
    { key: 'weekAgo', at: dayAt(now, -7, 0) },
    { key: 'monthAgo', at: monthAgo },
  ];
  return [...days.filter(({ at }) => at > first), { key: 'beginning', at: first }];
}

/** A day as a field for dates wants it. */
export function dayInput(at: Date): string {
  return localInput(at).slice(0, 10);
}

/** The beginning here of the day that such a field holds; null for none. */
export function readDay(value: string): Date | null {
  const day = new Date(`${value}T00:00`);
  return value === '' || Number.isNaN(day.getTime()) ? null : day;
}

function dayAt(now: Date, days: number, hour: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
}

/** A moment as a field for date and time wants it. */
export function localInput(at: Date): string {
  const two = (part: number) => String(part).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}
