// Staged rollout: the one line of an update's description that says how many devices in a hundred take it.
import { parse, stringify } from 'yaml';
import { Problem } from '../provision/say.ts';

/** The description with this percentage; each device keeps a number of its own that decides once for all updates. */
export function withRollout(description: string, percentage: number): string {
  if (!Number.isInteger(percentage) || percentage < 0 || percentage > 100)
    throw new Problem(`${percentage} is not a rollout`, 'Give a whole number from 0 to 100');
  const { stagingPercentage: _, ...rest } = parse(description) as Record<string, unknown>;
  return stringify(percentage === 100 ? rest : { ...rest, stagingPercentage: percentage });
}
