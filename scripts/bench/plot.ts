// Draws what a bench has measured as a picture: panels of lines over one axis, with moments marked across all of them.
import { Resvg } from '@resvg/resvg-js';
import { parse, View, Warn } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

export interface PlotLine {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Each value holds until the next one, instead of growing towards it. */
  readonly steps?: boolean;
}

export interface PlotPanel {
  /** What is measured, with its unit. */
  readonly title: string;
  readonly lines: readonly PlotLine[];
  readonly scale?: 'linear' | 'log';
}

export interface Plot {
  readonly title: string;
  /** One sentence below the title: what was run, and where. */
  readonly note: string;
  readonly x: string;
  readonly panels: readonly PlotPanel[];
  /** Moments in units of x, each with a few words. */
  readonly marks?: readonly { readonly x: number; readonly words: string }[];
}

const size = { width: 860, panel: 150, zoom: 2 };
const colours = ['#b4552d', '#2d6f8f', '#5d8a3a', '#7a5aa0', '#c09420', '#555555'];
const font = 'DejaVu Sans, Liberation Sans, Arial, sans-serif';

/** The plot as a PNG of twice its size, for screens of any kind. */
export async function drawPlot(plot: Plot): Promise<Buffer> {
  const view = new View(parse(compile(specOf(plot)).spec), { renderer: 'none', logLevel: Warn });
  const svg = await view.toSVG();
  view.finalize();
  const picture = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: size.zoom },
    background: 'white',
    font: { loadSystemFonts: true, defaultFontFamily: 'DejaVu Sans' },
  });
  return picture.render().asPng();
}

function specOf(plot: Plot): TopLevelSpec {
  const moments = plot.panels.flatMap(({ lines }) => lines.flatMap(({ points }) => points.map(([x]) => x)));
  const domain: [number, number] = [Math.min(...moments), Math.max(...moments)];
  return {
    title: { text: plot.title, subtitle: plot.note, anchor: 'start', fontSize: 15, subtitleFontSize: 11 },
    config: { font, axis: { grid: true, gridColor: '#e6e1da', labelFontSize: 11, titleFontSize: 11 } },
    spacing: 14,
    vconcat: plot.panels.map((panel, index) => ({
      width: size.width,
      height: size.panel,
      layer: [...marksOf(plot, domain, index === 0), linesOf(plot, panel, domain)],
      resolve: { scale: { color: 'independent' as const } },
    })),
    resolve: { scale: { color: 'independent' } },
  };
}

function linesOf(
  { x, panels }: Plot,
  { title, lines, scale = 'linear' }: PlotPanel,
  domain: [number, number],
) {
  const last = panels.at(-1)?.lines === lines;
  const values = lines.flatMap(({ name, points }) => points.map(([at, value]) => ({ name, at, value })));
  return {
    data: { values },
    mark: {
      type: 'line' as const,
      strokeWidth: 1.8,
      interpolate: lines.some(({ steps }) => steps) ? ('step-after' as const) : ('linear' as const),
    },
    encoding: {
      x: { field: 'at', type: 'quantitative' as const, title: last ? x : null, scale: { domain } },
      y: { field: 'value', type: 'quantitative' as const, title, scale: { type: scale } },
      color: {
        field: 'name',
        type: 'nominal' as const,
        title: null,
        sort: null,
        scale: { range: colours },
      },
    },
  };
}

function marksOf({ marks = [] }: Plot, domain: [number, number], withWords: boolean) {
  const data = { values: marks.map(({ x, words }) => ({ at: x, words })) };
  const x = { field: 'at', type: 'quantitative' as const, scale: { domain } };
  const rule = {
    data,
    mark: { type: 'rule' as const, strokeDash: [4, 3], color: '#8a8177' },
    encoding: { x },
  };
  const words = {
    data,
    mark: {
      type: 'text' as const,
      align: 'left' as const,
      baseline: 'top' as const,
      dx: 4,
      y: 2,
      fontSize: 10,
    },
    encoding: { x, text: { field: 'words' } },
  };
  if (marks.length === 0) return [];
  return withWords ? [rule, words] : [rule];
}
