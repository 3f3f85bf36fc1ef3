import { stripVTControlCharacters } from 'node:util';
import type { AlarmSnapshot, LoopSnapshot, TagSnapshot } from '../runtime/site-view.ts';
import type { Snapshot } from '../server/api.ts';
import { shownQuantity } from '../units/shown-quantity.ts';
import { shownTag } from './display.ts';

const BARS = '▁▂▃▄▅▆▇█';
const HISTORY = 120;

/** The recent past of each tag, for sparklines. */
export class TopHistory {
  readonly #values = new Map<string, number[]>();
  last: Snapshot | null = null;

  add(snapshot: Snapshot): void {
    this.last = snapshot;
    for (const tag of snapshot.tags) {
      const values = this.#values.get(tag.id) ?? [];
      values.push(tag.value ?? Number.NaN);
      if (values.length > HISTORY) values.shift();
      this.#values.set(tag.id, values);
    }
  }

  of(tag: string): readonly number[] {
    return this.#values.get(tag) ?? [];
  }
}

interface Style {
  readonly width: number;
  /** Rows of the screen; null prints everything. */
  readonly rows: number | null;
  readonly colour: boolean;
}

interface Section {
  readonly lines: readonly string[];
  /** What goes last when the screen is too small; lower goes first. */
  readonly weight: number;
}

/** One picture of the site as lines of text. Grey when normal; colour only for what is not, and that on top. */
export function renderTop(snapshot: Snapshot, history: TopHistory, style: Style): string {
  const paint = painter(style.colour);
  const sections: Section[] = [
    { weight: 9, lines: [title(snapshot, paint)] },
    { weight: 8, lines: interlocks(snapshot, paint) },
    { weight: 7, lines: alarms(snapshot, paint) },
    { weight: 6, lines: sensors(snapshot, history, style, paint) },
    { weight: 5, lines: loops(snapshot, paint) },
    { weight: 4, lines: outputs(snapshot, style, paint) },
    { weight: 3, lines: links(snapshot, paint) },
    { weight: 2, lines: journal(snapshot, paint) },
    { weight: 1, lines: details(snapshot, paint) },
    {
      weight: 0,
      lines: [paint.dim('q quits; set, alarms --ack and interlocks reset act from another terminal')],
    },
  ];
  const { kept, left } = fitting(
    sections.filter(({ lines }) => lines.length > 0),
    style.rows,
  );
  const picture = kept
    .map(({ lines }) => lines.map((line) => cutTo(line, style.width)).join('\n'))
    .join('\n\n');
  return left === 0 ? picture : `${picture}\n${paint.dim(`… ${left} lines more on a larger screen`)}`;
}

/** Leaves out the least important sections until the rest fits; every section but the last takes a blank line. */
function fitting(
  sections: readonly Section[],
  rows: number | null,
): { kept: readonly Section[]; left: number } {
  let kept = sections;
  let left = 0;
  const height = (): number =>
    kept.reduce((sum, { lines }) => sum + lines.length + 1, 0) - 1 + (left > 0 ? 1 : 0);
  while (rows !== null && kept.length > 1 && height() > rows) {
    const weight = Math.min(...kept.map((section) => section.weight));
    left += kept.find((section) => section.weight === weight)?.lines.length ?? 0;
    kept = kept.filter((section) => section.weight !== weight);
  }
  return { kept, left };
}

type Painter = ReturnType<typeof painter>;

function painter(colour: boolean) {
  const sgr = (code: string) => (text: string) => (colour ? `\x1b[${code}m${text}\x1b[0m` : text);
  return {
    dim: sgr('2'),
    bold: sgr('1'),
    red: sgr('1;31'),
    yellow: sgr('33'),
    alert: sgr('41;97'),
    cyan: sgr('36'),
  };
}

function title({ site }: Snapshot, paint: Painter): string {
  const emulated =
    site.realDevices + site.shadowDevices === 0
      ? 'all devices EMULATED'
      : `${site.emulatedDevices} EMULATED, ${site.shadowDevices} in SHADOW, ${site.realDevices} real`;
  const armed =
    site.arming === 'armed' || site.arming === 'disarming'
      ? paint.alert(` ${site.arming.toUpperCase()} `)
      : '';
  const controller = site.controller === 'external' ? paint.yellow('  control: EXTERNAL') : '';
  const speed = site.speed === 1 ? '' : `  speed ${site.speed}`;
  return `${paint.bold(site.title)}  ${paint.cyan(emulated)}${armed === '' ? '' : `  ${armed}`}${controller}  ${paint.dim(`t = ${site.timeS.toFixed(1)} s${speed}`)}`;
}

function details({ site, tags }: Snapshot, paint: Painter): string[] {
  const { scan } = site;
  const ledger = tags
    .filter((tag) => tag.kind === 'ledger')
    .map((tag) => `${tag.title.toLowerCase()} ${number(tag.value)}`);
  const ports = site.endpoints.map(({ bus, address }) => `${bus} ${address}`);
  return [
    `scan ${ms(scan.periodS)}  late p99 ${ms(scan.jitter.p99S)}  overruns ${scan.overruns}  missed ${scan.missed}`,
    ports.join('   '),
    ledger.join('   '),
  ]
    .filter((line) => line !== '')
    .map((line) => paint.dim(line));
}

function sensors({ tags }: Snapshot, history: TopHistory, style: Style, paint: Painter): string[] {
  const shownTags = tags.filter((tag) => tag.kind === 'sensor');
  const name = Math.max(0, ...shownTags.map((tag) => tag.id.length));
  const space = Math.max(10, Math.min(HISTORY, style.width - name - 36));
  const residuals = new Map(tags.filter((tag) => tag.kind === 'residual').map((tag) => [tag.id, tag]));
  return shownTags.map((tag) => {
    const value = shownTag(tag).padStart(13);
    const from = sourceMark(tag, residuals.get(`${tag.id}.residual`), paint);
    const line = `${tag.id.padEnd(name)} ${value}${from}  ${sparkline(history.of(tag.id), space)}`;
    return `${qualityMark(tag, paint)} ${line}`;
  });
}

/** What stands behind a reading, where it is not the emulator alone; in shadow with how far the two are apart. */
function sourceMark({ source }: TagSnapshot, residual: TagSnapshot | undefined, paint: Painter): string {
  if (source === 'real') return ` ${paint.cyan('real')}`;
  if (source !== 'shadow') return '';
  return ` ${paint.cyan(`shadow Δ ${residual === undefined ? '—' : shownTag(residual)}`)}`;
}

function qualityMark(tag: TagSnapshot, paint: Painter): string {
  if (tag.quality === 'good') return paint.dim('●');
  const text = `${tag.quality === 'bad' ? '✗' : '?'} ${tag.reason ?? ''}`;
  return tag.quality === 'bad' ? paint.red(text) : paint.yellow(text);
}

function loops(snapshot: Snapshot, paint: Painter): string[] {
  const tags = new Map(snapshot.tags.map((tag) => [tag.id, tag]));
  return snapshot.loops.map((loop) => loopLine(loop, tags.get(loop.pv), paint));
}

function loopLine(loop: LoopSnapshot, pv: TagSnapshot | undefined, paint: Painter): string {
  const value = pv === undefined ? '—' : shownTag(pv);
  const setPoint =
    pv === undefined ? number(loop.setPoint) : shownQuantity(loop.setPoint, pv.dimension, pv.unit);
  const word = { auto: 'AUTO', manual: 'MAN ', cascade: 'CAS ', remote: 'REM ' }[loop.mode];
  const mode = loop.mode === 'manual' ? paint.yellow(word) : paint.dim(word);
  const source = loop.cycle === null ? '' : paint.dim(`  follows ${loop.cycle}`);
  return `${mode} ${loop.id}  PV ${value}  SP ${setPoint}  OUT ${(loop.output * 100).toFixed(1).padStart(6)} %${source}`;
}

function outputs({ tags }: Snapshot, style: Style, paint: Painter): string[] {
  const all = tags.filter((tag) => tag.kind === 'output');
  const name = Math.max(0, ...all.map((tag) => tag.id.length));
  const behind = ({ source }: TagSnapshot) => (source === 'shadow' || source === 'real' ? ` ${source}` : '');
  const mark = Math.max(0, ...all.map((tag) => behind(tag).length));
  const cells = all.map((tag) => {
    const ratio = tag.value ?? 0;
    const shown = tag.twoValued ? shownTag(tag).padStart(5) : `${(ratio * 100).toFixed(0).padStart(3)} %`;
    const text = `${tag.id.padEnd(name)} ${gauge(ratio)} ${shown}${behind(tag).padEnd(mark)}`;
    return tag.quality === 'good' ? text : paint.red(`${text} ${tag.reason ?? ''}`);
  });
  const perRow = Math.max(1, Math.floor((style.width + 3) / (name + mark + 20)));
  return inRows(cells, perRow).map((row) => row.join('   '));
}

function inRows<T>(cells: readonly T[], perRow: number): T[][] {
  const rows: T[][] = [];
  for (let index = 0; index < cells.length; index += perRow) rows.push(cells.slice(index, index + perRow));
  return rows;
}

function interlocks({ interlocks: { causes, effects, evaluated } }: Snapshot, paint: Painter): string[] {
  if (!evaluated) return [paint.yellow('interlocks are left to the controller outside')];
  const tripped = effects.filter((effect) => effect.tripped);
  const active = causes.filter((cause) => cause.active);
  if (tripped.length === 0 && active.length === 0) {
    return effects.length === 0
      ? []
      : [paint.dim(`interlocks: ${causes.length} causes clear, ${effects.length} effects ready`)];
  }
  return [
    ...active.map((cause) => paint.red(`cause   ${cause.title}`)),
    ...tripped.map((effect) =>
      paint.alert(` TRIP  ${effect.title}  first out: ${effect.firstOut.join(', ')} `),
    ),
  ];
}

function alarms({ alarms: all }: Snapshot, paint: Painter): string[] {
  return all
    .filter((alarm) => alarm.state !== 'normal')
    .map((alarm: AlarmSnapshot) => {
      const text = `${alarm.priority.toUpperCase().padEnd(8)} ${alarm.message} (${alarm.state})`;
      return alarm.state === 'unacknowledged' ? paint.red(text) : paint.yellow(text);
    });
}

function links({ links: all }: Snapshot, paint: Painter): string[] {
  const lost = all.filter((link) => !link.online);
  const answering = all
    .filter((link) => link.online)
    .map((link) => `${link.device} ${link.roundTripS === null ? '' : ms(link.roundTripS)}`.trimEnd());
  return [
    ...lost.map((link) => paint.red(`${link.device} LOST: ${link.lastError ?? 'no answer'}`)),
    ...(answering.length === 0 ? [] : [paint.dim(`links  ${answering.join('   ')}`)]),
  ];
}

function journal({ journal: entries }: Snapshot, paint: Painter): string[] {
  return entries
    .slice(-6)
    .map((entry) =>
      paint.dim(`${entry.timeS.toFixed(2).padStart(9)} s  ${entry.kind.padEnd(9)} ${entry.text}`),
    );
}

function sparkline(values: readonly number[], width: number): string {
  const recent = values.slice(-width);
  const known = recent.filter(Number.isFinite);
  const low = Math.min(...known);
  // Noise of a steady value must not fill the whole height.
  const span = Math.max(Math.max(...known) - low, Math.abs(low) * 0.003);
  return recent
    .map((value) => {
      if (!Number.isFinite(value)) return ' ';
      const level = span > 0 ? Math.round(((value - low) / span) * (BARS.length - 1)) : 0;
      return BARS[level];
    })
    .join('');
}

function gauge(ratio: number): string {
  const filled = Math.round(Math.min(Math.max(ratio, 0), 1) * 10);
  return `${'█'.repeat(filled)}${'░'.repeat(10 - filled)}`;
}

function ms(seconds: number): string {
  return `${(seconds * 1000).toFixed(seconds < 0.01 ? 2 : 0)} ms`;
}

function number(value: number | null): string {
  return value === null ? '—' : Number(value.toPrecision(3)).toString();
}

/** Cuts a line that is too long; colour is lost then, because half an escape sequence would colour all that follows. */
function cutTo(line: string, width: number): string {
  const text = stripVTControlCharacters(line);
  return text.length <= width ? line : text.slice(0, width);
}
