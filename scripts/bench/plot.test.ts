// A plot is a picture of the size that was meant, and its lines are in it.
import { expect, test } from 'vitest';
import { drawPlot } from './plot.ts';

const plot = {
  title: 'Sending',
  note: 'Loss comes and goes',
  x: 'seconds',
  marks: [{ x: 10, words: '20 % lost' }],
  panels: [
    {
      title: 'kbit/s',
      lines: [
        {
          name: 'camera',
          points: [
            [0, 2_500],
            [10, 600],
            [20, 2_500],
          ],
        },
      ],
    },
  ],
} as const;

const sizeOf = (png: Buffer) => ({ width: png.readUInt32BE(16), height: png.readUInt32BE(20) });

test('a plot is a PNG as wide as meant, and higher with each panel', async () => {
  const one = await drawPlot(plot);
  expect(one.subarray(1, 4).toString()).toBe('PNG');
  expect(sizeOf(one).width).toBeGreaterThan(1_720);
  const two = await drawPlot({ ...plot, panels: [...plot.panels, ...plot.panels] });
  expect(sizeOf(two).height).toBeGreaterThan(sizeOf(one).height + 280);
});

test('other values make another picture', async () => {
  const flat = {
    ...plot.panels[0],
    lines: [{ name: 'camera', points: [[0, 1] as const, [20, 1] as const] }],
  };
  const [one, other] = [await drawPlot(plot), await drawPlot({ ...plot, panels: [flat] })];
  expect(Buffer.compare(one, other)).not.toBe(0);
});
