/** The register page of a profile, in Markdown. */
import type { DeviceProfile, Expectation, PointProfile } from '../../../field/profile.ts';
import { siUnit } from '../../../units/quantity.ts';
import { writtenQuantity } from '../../../units/shown-quantity.ts';
import { layoutWords, meaningsOf, short, storageOf } from '../place.ts';
import { code, fenced, markdownTable } from './markdown.ts';
import { wiringSnippet } from './snippet.ts';

/** File name of a profile's page. */
export function pageName({ id }: DeviceProfile): string {
  return `${id.replace(',', '-')}.md`;
}

/** @param text The profile's file, whose first comment tells how it was confirmed. */
export function devicePage(profile: DeviceProfile, text: string): string {
  const { id, title, kind, protocol } = profile;
  const sections = [
    `# ${title}`,
    `${code(id)}, ${kind}, ${protocol}. This page is made from the profile by ${code('buhera devices docs')}.`,
    firstComment(text),
    markdownTable(['', ''], facts(profile)),
    ...points(profile),
    ...messages(profile),
    ...commands(profile),
    ...expectations(profile.expectations ?? []),
    '## Wiring',
    fenced('dts', wiringSnippet(profile)),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

/** The comment at the head of a profile's file, as one paragraph. */
export function firstComment(text: string): string {
  const lines = text.split('\n');
  const end = lines.findIndex((line) => !line.startsWith('#'));
  return lines
    .slice(0, end)
    .map((line) => line.replace(/^#\s*/u, ''))
    .join('\n');
}

function facts(profile: DeviceProfile): string[][] {
  const { document, timing, modbus, actuator, lastWill } = profile;
  const rows = [
    ['document', `${document.title}, ${document.edition}, <${document.url}>`],
    ['timing', `answers in ${short(timing.responseS)} s, period ${short(timing.periodS)} s`],
  ];
  if (actuator !== null) {
    rows.push(['motion', `stroke ${short(actuator.strokeTimeS)} s after ${short(actuator.deadTimeS)} s`]);
  }
  if (lastWill !== null) {
    const { topic, online, offline } = lastWill;
    rows.push(['availability', `${code(topic)}: ${code(online)} or ${code(offline)}`]);
  }
  if (modbus === undefined) return rows;
  const { functions, maxRegisters, minGapS, identification, factory } = modbus;
  if (functions !== null) rows.push(['functions', functions.join(', ')]);
  if (maxRegisters !== null) rows.push(['registers in a request', `at most ${maxRegisters}`]);
  if (minGapS > 0) rows.push(['pause before a request', `${short(minGapS)} s`]);
  if (factory !== null) {
    rows.push(['leaves the factory with', `unit ${factory.unit}, ${factory.baud} baud, ${factory.format}`]);
  }
  if (identification !== null) {
    const { vendorName, productCode } = identification;
    rows.push(['identification (43/14)', `${vendorName}, ${productCode}…`]);
  }
  return rows;
}

function points({ points, protocol }: DeviceProfile): string[] {
  const title = protocol === 'modbus' ? '## Registers' : '## Points';
  const note =
    'Register addresses are those on the wire, from 0 on; the document column has what the maker prints.';
  const meanings = points.flatMap(({ name, source }) => {
    const meant = source.protocol === 'analog' ? null : meaningsOf(source);
    return meant === null ? [] : [`- ${code(name)}: ${meant}`];
  });
  const where = protocol === 'modbus' ? 'register' : 'message';
  const head = ['point', 'access', 'document', where, 'stored as', 'value', 'range', 'fails with', 'what'];
  return [
    title,
    protocol === 'modbus' ? note : '',
    markdownTable(head, points.map(pointRow)),
    meanings.join('\n'),
    points.flatMap((point) => dependenceOf(points, point)).join('\n'),
  ];
}

function pointRow(point: PointProfile): string[] {
  const { name, access, source, range, title, quantity } = point;
  const [low, high] = range.map((end) => writtenQuantity(end, quantity));
  const isModbus = source.protocol === 'modbus';
  return [
    code(name),
    access,
    isModbus ? source.documentAddress : '',
    isModbus ? `${source.table} ${source.address}` : source.protocol === 'mqtt' ? source.message : '',
    source.protocol === 'analog' ? '' : storageOf(point),
    valueWords(point),
    isBool(point) ? '' : `${low} … ${high}`,
    isModbus ? source.failRaw.join(', ') : '',
    title,
  ];
}

/** When a reading is not to be relied on, by what the device says of itself. */
function dependenceOf(points: readonly PointProfile[], { name, source }: PointProfile): string[] {
  if (source.protocol !== 'modbus') return [];
  return (source.qualifiers ?? []).map(({ point, is, quality }) => {
    const state = points.find((each) => each.name === point)?.source;
    const meanings = state?.protocol === 'modbus' ? state.meanings : undefined;
    const values = is.map((raw) => (meanings === undefined ? raw : `${raw} (${meanings[String(raw)]})`));
    return `- ${code(name)} is ${quality} while ${code(point)} is ${values.join(' or ')}`;
  });
}

function isBool({ source }: PointProfile): boolean {
  return source.protocol === 'modbus' && source.type === 'bool';
}

/** How the number on the wire becomes the value, such as `raw × 0.1 + 273.15 K`. */
function valueWords(point: PointProfile): string {
  const { source, quantity } = point;
  const unit = siUnit(quantity) === '1' ? '' : ` ${siUnit(quantity)}`;
  if (source.protocol === 'analog') return `${source.signal.map(short).join(' … ')}${unit}`;
  if (isBool(point)) return '0 or 1';
  const { scale, offset } = source;
  const factor = scale === 1 ? '' : ` × ${short(scale)}`;
  const shift = offset === 0 ? '' : offset > 0 ? ` + ${short(offset)}` : ` − ${short(-offset)}`;
  const raw =
    source.protocol === 'modbus' && source.decimals !== undefined ? `raw / 10^${source.decimals}` : 'raw';
  return `${raw}${factor}${shift}${unit}`;
}

function messages({ messages }: DeviceProfile): string[] {
  if (messages.length === 0) return [];
  return [
    '## Messages',
    `${code('{topic}')} is what the wiring gives as ${code('buhera,topic')}.`,
    ...messages.map(({ name, topic, periodS, qos, retain, template }) =>
      [
        `${code(name)}: ${code(topic)}, every ${short(periodS)} s, QoS ${qos}${retain ? ', retained' : ''}`,
        fenced('text', template),
      ].join('\n\n'),
    ),
  ];
}

function commands({ points }: DeviceProfile): string[] {
  const rows = points.flatMap(({ name, source }) => {
    if (source.protocol !== 'mqtt' || source.command === undefined) return [];
    const { topic, payload, qos, words = source.words ?? {}, confirmedBy } = source.command;
    const values = Object.keys(words).join(', ');
    return [[code(name), code(topic), code(payload), values, String(qos), confirmedBy]];
  });
  if (rows.length === 0) return [];
  return [
    '## Commands',
    markdownTable(['point', 'topic', 'payload', '`{value}`', 'QoS', 'confirmed by'], rows),
  ];
}

function expectations(expectations: readonly Expectation[]): string[] {
  if (expectations.length === 0) return [];
  const rows = expectations.map(({ title, table, address, documentAddress, content, otherwise }) => [
    title,
    documentAddress,
    `${table} ${address}`,
    content.kind === 'text' ? `text of ${content.registers} registers` : layoutWords(content.layout),
    String(content.equals),
    otherwise,
  ]);
  return [
    '## What the device must hold',
    'The profile is right only for a device whose registers hold this; `buhera devices check --port` looks.',
    markdownTable(['setting', 'document', 'register', 'stored as', 'must be', 'otherwise'], rows),
  ];
}
