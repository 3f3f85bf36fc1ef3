/**
 * How far a value may be trusted, as properties of its metric. The specification knows three codes: 0 bad, 192 good
 * and 500 stale ([tck-id-payloads-propertyset-quality-value-value]), so an uncertain reading goes out as bad: who knows
 * no more must not rely on it. Beside it stands the code of OPC, where 64 is uncertain, and the reason in words.
 */
import type { Quality } from '../../units/reading.ts';
import type { Property, SparkplugMetric } from './payload.ts';
import { DATATYPE, int32, numberOf, text } from './payload.ts';

const CODE = { good: 192, uncertain: 0, bad: 0 } as const;
const STALE = 500;
const OPC_CODE = { good: 192, uncertain: 64, bad: 0 } as const;

/** The key that the specification defines. */
const QUALITY = 'Quality';
const OPC_QUALITY = 'opcQuality';
const REASON = 'reason';

export interface Trust {
  readonly quality: Quality;
  /** null when it is good. */
  readonly reason: string | null;
}

export function qualityProperties({ quality, reason }: Trust): [string, Property][] {
  const codes: [string, Property][] = [
    [QUALITY, int32(CODE[quality])],
    [OPC_QUALITY, int32(OPC_CODE[quality])],
  ];
  return reason === null ? codes : [...codes, [REASON, text(reason)]];
}

/** A metric that says nothing of its quality is good (6.4.9.1). */
export function qualityOf({ properties }: SparkplugMetric): Trust {
  const code = codeOf(properties.get(QUALITY));
  const opcCode = codeOf(properties.get(OPC_QUALITY));
  const quality = code === null || isGood(code) ? 'good' : isUncertain(opcCode ?? code) ? 'uncertain' : 'bad';
  if (quality === 'good') return { quality, reason: null };
  const said = properties.get(REASON)?.value;
  if (said?.kind === 'string' && said.value !== '') return { quality, reason: said.value };
  return { quality, reason: code === STALE ? 'stale at its source' : `${quality} at its source` };
}

function codeOf(property: Property | undefined): number | null {
  return property === undefined ? null : numberOf(property.value, DATATYPE.int32);
}

/** Good codes of OPC end below 256; the three of Sparkplug are among them, but for the 500 of stale. */
function isGood(code: number): boolean {
  return code >= CODE.good && code < 256;
}

function isUncertain(code: number): boolean {
  return code >= OPC_CODE.uncertain && code < 128;
}
