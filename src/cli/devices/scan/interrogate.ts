/** What a device that answers says of itself, and which profiles fit it. Only functions 3, 4, 17 and 43/14 are used. */
import { decodeRaw, decodeRegisters } from '../../../field/codec/registers.ts';
import { expectedCount, heldIn } from '../../../field/driver/expectation.ts';
import { planPointReads } from '../../../field/driver/poll-plan.ts';
import { decodeReply, encodeRequest } from '../../../field/modbus/request.ts';
import type { DeviceProfile, ModbusPoint, PointProfile, RegisterTable } from '../../../field/profile.ts';
import { decodeIdentification, type Identification, identificationRequest } from '../live/identification.ts';
import type { ScanMaster } from './scan-master.ts';
import { serverIdOf } from './sweep.ts';

/** From the best evidence to the weakest: it says so, its registers hold what they must, its registers are all there. */
export const EVIDENCE = ['identification', 'expectations', 'registers'] as const;
export type Evidence = (typeof EVIDENCE)[number];

export interface Fit {
  readonly profile: string;
  readonly by: Evidence;
  /** Points of the profile whose registers were read and hold something that they may. */
  readonly points: number;
}

export interface Interrogation {
  readonly identification: Identification | null;
  readonly serverId: string | null;
  /** Those with the best evidence that there is, and of these first the ones with most points. */
  readonly fits: readonly Fit[];
}

/** A device that lets so many reads go by is not asked for registers any more. */
const MOST_SILENCES = 3;

type Words = readonly number[] | 'refused' | 'silent';

export async function interrogate(
  master: ScanMaster,
  unit: number,
  profiles: readonly DeviceProfile[],
): Promise<Interrogation> {
  const said = await master.ask(unit, identificationRequest());
  const identification = said.ok ? decodeIdentification(said.pdu) : null;
  const serverId = await serverIdOf(master, unit);
  const registers = new Registers(master, unit);
  const fits: Fit[] = [];
  for (const profile of profiles) {
    if (profile.protocol !== 'modbus') continue;
    const fit = await fitOf(profile, identification, registers);
    if (fit !== null) fits.push(fit);
  }
  const best = EVIDENCE.find((by) => fits.some((fit) => fit.by === by));
  const chosen = fits.filter(({ by }) => by === best).sort((a, b) => b.points - a.points);
  return { identification, serverId, fits: chosen };
}

async function fitOf(
  profile: DeviceProfile,
  said: Identification | null,
  registers: Registers,
): Promise<Fit | null> {
  const names = namesOf(profile);
  if (said !== null && names !== null && !isNamed(said, names)) return null;
  const isNamedSo =
    said !== null && isNamed(said, names ?? { vendorName: profile.vendor, productCode: profile.model });
  const { expectations = [] } = profile;
  for (const expectation of expectations) {
    const { table, address, content } = expectation;
    const words = await registers.read(table, address, expectedCount(expectation));
    if (typeof words === 'string' || heldIn(expectation, words) !== content.equals) return null;
  }
  const points = await readablePoints(profile, registers);
  if (isNamedSo) return { profile: profile.id, by: 'identification', points: points ?? 0 };
  // A register that holds 0 may as well be one that nobody has ever set.
  const isProof = expectations.some(({ content }) => content.equals !== 0);
  if (isProof) return { profile: profile.id, by: 'expectations', points: points ?? 0 };
  return points === null || points === 0 ? null : { profile: profile.id, by: 'registers', points };
}

function namesOf({ modbus }: DeviceProfile): Identification | null {
  return modbus?.identification ?? null;
}

function isNamed(said: Identification, { vendorName, productCode }: Identification): boolean {
  return said.vendorName.startsWith(vendorName) && said.productCode.startsWith(productCode);
}

/** How many points the device has; null where one of them is missing, or holds what it cannot. Bits are not asked for. */
async function readablePoints(profile: DeviceProfile, registers: Registers): Promise<number | null> {
  const points = profile.points.flatMap((point) => {
    const { source } = point;
    return source.protocol === 'modbus' && (source.table === 'holding' || source.table === 'input')
      ? [{ point, source }]
      : [];
  });
  let count = 0;
  for (const { table, address, count: length, items } of planPointReads(profile, points)) {
    const words = await registers.read(table, address, length);
    if (typeof words === 'string') return null;
    if (!items.every(({ item, offset }) => mayHold(item.point, item.source, words, offset))) return null;
    count += items.length;
  }
  return count;
}

function mayHold(
  { range }: PointProfile,
  source: ModbusPoint,
  words: readonly number[],
  offset: number,
): boolean {
  if (source.meanings !== undefined) return String(decodeRaw(source, words, offset)) in source.meanings;
  // How large the number is depends on another register.
  if (source.decimals !== undefined) return true;
  const valueSi = decodeRegisters(source, words, offset);
  return valueSi === null || (valueSi >= range[0] && valueSi <= range[1]);
}

/** Registers of one unit, each asked for once. */
class Registers {
  private readonly master: ScanMaster;
  private readonly unit: number;
  private readonly known = new Map<string, Words>();
  private silences = 0;

  constructor(master: ScanMaster, unit: number) {
    this.master = master;
    this.unit = unit;
  }

  async read(table: RegisterTable, address: number, count: number): Promise<Words> {
    const key = `${table} ${address} ${count}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const words = this.silences >= MOST_SILENCES ? 'silent' : await this.ask(table, address, count);
    if (words === 'silent') this.silences++;
    this.known.set(key, words);
    return words;
  }

  private async ask(table: RegisterTable, address: number, count: number): Promise<Words> {
    const request = { kind: 'read', table, address, count } as const;
    const answer = await this.master.ask(this.unit, encodeRequest(request));
    if (!answer.ok) return 'silent';
    const outcome = decodeReply(request, answer.pdu);
    return outcome.ok ? outcome.values : 'refused';
  }
}
