/**
 * Compares a device at hand with its profile. It only reads: whether an output obeys is not tried, because nobody
 * knows here what hangs on it.
 */
import {
  companionNames,
  companionsOf,
  type RawState,
  type Verdict,
  verdictOn,
} from '../../../field/codec/companions.ts';
import { decodeRaw, decodeRegisters, REGISTER_COUNT } from '../../../field/codec/registers.ts';
import { decodeReply, encodeRequest } from '../../../field/modbus/request.ts';
import type { DeviceProfile, Expectation, ModbusPoint, PointProfile } from '../../../field/profile.ts';
import { siUnit } from '../../../units/quantity.ts';
import { short } from '../place.ts';
import type { Exchange } from './exchange.ts';
import { decodeIdentification, identificationRequest } from './identification.ts';

export interface LiveResult {
  /** Name of a point, or title of what the device must hold. */
  readonly what: string;
  /** What the device said, for people; null where it said nothing. */
  readonly found: string | null;
  /** How it differs from the profile; null where it does not. */
  readonly failure: string | null;
}

/** Results of the identification, the expectations and every point, one after another. */
export async function checkDevice(profile: DeviceProfile, exchange: Exchange): Promise<LiveResult[]> {
  const results = await checkIdentification(profile, exchange);
  for (const expectation of profile.expectations ?? []) {
    results.push(await checkExpectation(expectation, exchange));
  }
  for (const point of profile.points) {
    if (point.source.protocol !== 'modbus') continue;
    const verdict = await verdictOf(profile, point.source, exchange);
    results.push(await checkPoint(point, verdict, exchange));
  }
  return results;
}

/** Asked of every device that may know the function; only what the profile promises can fail. */
async function checkIdentification(profile: DeviceProfile, exchange: Exchange): Promise<LiveResult[]> {
  const { functions = null, identification: wanted = null } = profile.modbus ?? {};
  if (functions !== null && !functions.includes(43)) return [];
  const answer = await exchange(identificationRequest());
  const said = answer.ok ? decodeIdentification(answer.pdu) : null;
  const what = 'identification';
  if (said === null) {
    return wanted === null
      ? []
      : [{ what, found: null, failure: 'the device does not tell what it is (function 43/14)' }];
  }
  const found = `${said.vendorName}, ${said.productCode}`;
  const holds =
    wanted === null ||
    (said.vendorName.startsWith(wanted.vendorName) && said.productCode.startsWith(wanted.productCode));
  const failure = holds ? null : `the profile is for ${wanted.vendorName}, ${wanted.productCode}`;
  return [{ what, found, failure }];
}

async function checkExpectation(expectation: Expectation, exchange: Exchange): Promise<LiveResult> {
  const { title: what, table, address, content, otherwise } = expectation;
  const count = content.kind === 'text' ? content.registers : REGISTER_COUNT[content.layout.type];
  const read = await readRegisters(exchange, table, address, count);
  if (!read.ok) return { what, found: null, failure: read.detail };
  const found = content.kind === 'text' ? textIn(read.values) : decodeRaw(content.layout, read.values);
  const failure = found === content.equals ? null : `expected ${content.equals}: otherwise ${otherwise}`;
  return { what, found: String(found), failure };
}

/** Two characters a register; what is padded with zeros or blanks ends before them. */
function textIn(registers: readonly number[]): string {
  const bytes = registers.flatMap((word) => [word >> 8, word & 0xff]);
  return String.fromCharCode(...bytes).replace(/[\0 ]+$/u, '');
}

async function checkPoint(point: PointProfile, verdict: Verdict, exchange: Exchange): Promise<LiveResult> {
  const what = point.name;
  const { source, quality, reason } = verdict;
  const read = await readRegisters(exchange, source.table, source.address, REGISTER_COUNT[source.type]);
  if (!read.ok) return { what, found: null, failure: read.detail };
  // An input with nothing on it is no fault of the profile, and neither is a device that says that it has failed.
  if (quality === 'bad') return { what, found: reason, failure: null };
  const valueSi = decodeRegisters(source, read.values);
  if (valueSi === null) return { what, found: 'failed sensor', failure: null };
  if (source.meanings !== undefined) {
    const raw = String(decodeRaw(source, read.values));
    const meaning = source.meanings[raw];
    const failure = meaning === undefined ? 'the profile knows no such value' : null;
    return { what, found: meaning === undefined ? raw : `${raw}, ${meaning}`, failure };
  }
  const unit = siUnit(point.quantity) === '1' ? '' : ` ${siUnit(point.quantity)}`;
  const [lowest, highest] = point.range;
  const within = valueSi >= lowest && valueSi <= highest;
  return {
    what,
    found: `${short(valueSi)}${unit}${reason === null ? '' : `, ${reason}`}`,
    failure: within ? null : `outside ${short(lowest)} … ${short(highest)}${unit}`,
  };
}

/** Asks for what other points of the device say of one. */
async function verdictOf(profile: DeviceProfile, source: ModbusPoint, exchange: Exchange): Promise<Verdict> {
  const companions = companionsOf(profile);
  const states = new Map<string, RawState>();
  for (const name of companionNames(source)) {
    const companion = companions.get(name)?.source;
    if (companion?.protocol !== 'modbus')
      throw new Error(`invariant: ${name} is no register of ${profile.id}`);
    const { table, address, type } = companion;
    const read = await readRegisters(exchange, table, address, REGISTER_COUNT[type]);
    states.set(
      name,
      read.ok ? { ok: true, raw: decodeRaw(companion, read.values) } : { ok: false, reason: read.detail },
    );
  }
  return verdictOn(source, companions, (name) => states.get(name) ?? { ok: false, reason: 'never read' });
}

type Read =
  | { readonly ok: true; readonly values: readonly number[] }
  | { readonly ok: false; readonly detail: string };

async function readRegisters(
  exchange: Exchange,
  table: ModbusPoint['table'],
  address: number,
  count: number,
): Promise<Read> {
  const request = { kind: 'read', table, address, count } as const;
  const answer = await exchange(encodeRequest(request));
  if (!answer.ok) return answer;
  const outcome = decodeReply(request, answer.pdu);
  return outcome.ok ? outcome : { ok: false, detail: `${table} ${address}: ${outcome.detail}` };
}
