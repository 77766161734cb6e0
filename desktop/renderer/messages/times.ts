// Times that people mean when they say "later".

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

function dayAt(now: Date, days: number, hour: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
}

/** A moment as a field for date and time wants it. */
export function localInput(at: Date): string {
  const two = (part: number) => String(part).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}
