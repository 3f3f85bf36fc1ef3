/**
 * Quantities at the edge: text such as "2.5 bar" becomes one SI number, from a closed list of units. Inside the
 * product there are only SI numbers.
 *
 * Conversion factors are exact by definition (BIPM SI Brochure, 9th edition 2019; NIST SP 811, 2008, appendix B)
 * except where a comment says otherwise. Pressure is absolute: gauge units do not parse as `pressure`.
 */

interface Unit {
  readonly factor: number;
  readonly offset?: number;
}

interface DimensionTable {
  /** SI unit, as shown to people and in column names. */
  readonly si: string;
  readonly units: Readonly<Record<string, Unit>>;
  /** Other spellings of units of this table, as plain as `plainSpelling` leaves them. */
  readonly spellings?: Readonly<Record<string, string>>;
}

const litre = 1e-3;
const hour = 3600;

const PRESSURE_UNITS = {
  Pa: { factor: 1 },
  hPa: { factor: 100 },
  kPa: { factor: 1e3 },
  MPa: { factor: 1e6 },
  bar: { factor: 1e5 },
  mbar: { factor: 100 },
  atm: { factor: 101325 },
  psi: { factor: 6894.757293168361 },
  Torr: { factor: 101325 / 760 },
} as const;

const DIMENSIONS = {
  ratio: { si: '1', units: { '1': { factor: 1 }, '%': { factor: 0.01 }, ppm: { factor: 1e-6 } } },
  pressure: { si: 'Pa', units: PRESSURE_UNITS, spellings: { bara: 'bar', psia: 'psi' } },
  temperature: {
    si: 'K',
    units: {
      K: { factor: 1 },
      '°C': { factor: 1, offset: 273.15 },
      degC: { factor: 1, offset: 273.15 },
      '°F': { factor: 5 / 9, offset: 459.67 * (5 / 9) },
      degF: { factor: 5 / 9, offset: 459.67 * (5 / 9) },
    },
  },
  // The same in gauge and absolute pressure, so that the gauge units are no mistake here.
  'pressure difference': {
    si: 'Pa',
    units: PRESSURE_UNITS,
    spellings: { barg: 'bar', bara: 'bar', psig: 'psi', psia: 'psi', kPag: 'kPa' },
  },
  'temperature difference': { si: 'K', units: { K: { factor: 1 }, mK: { factor: 1e-3 } } },
  volume: {
    si: 'm^3',
    units: {
      'm^3': { factor: 1 },
      L: { factor: litre },
      l: { factor: litre },
      mL: { factor: 1e-6 },
      'dm^3': { factor: litre },
      'cm^3': { factor: 1e-6 },
    },
  },
  area: { si: 'm^2', units: { 'm^2': { factor: 1 }, 'cm^2': { factor: 1e-4 }, 'mm^2': { factor: 1e-6 } } },
  length: {
    si: 'm',
    units: { m: { factor: 1 }, cm: { factor: 1e-2 }, mm: { factor: 1e-3 }, um: { factor: 1e-6 } },
  },
  time: {
    si: 's',
    units: {
      s: { factor: 1 },
      ms: { factor: 1e-3 },
      us: { factor: 1e-6 },
      min: { factor: 60 },
      m: { factor: 60 },
      h: { factor: hour },
    },
  },
  frequency: { si: 'Hz', units: { Hz: { factor: 1 }, kHz: { factor: 1e3 }, mHz: { factor: 1e-3 } } },
  power: { si: 'W', units: { W: { factor: 1 }, kW: { factor: 1e3 }, mW: { factor: 1e-3 } } },
  energy: {
    si: 'J',
    units: { J: { factor: 1 }, kJ: { factor: 1e3 }, Wh: { factor: hour }, kWh: { factor: 3.6e6 } },
  },
  'heat capacity': {
    si: 'J/K',
    units: { 'J/K': { factor: 1 }, 'kJ/K': { factor: 1e3 } },
    spellings: { 'J K^-1': 'J/K', 'kJ K^-1': 'kJ/K' },
  },
  'heat-transfer coefficient': {
    si: 'W/(m^2 K)',
    units: { 'W/(m^2 K)': { factor: 1 }, 'W/m^2/K': { factor: 1 } },
    spellings: {
      'W/(K m^2)': 'W/(m^2 K)',
      'W/(m^2K)': 'W/(m^2 K)',
      'W/m^2K': 'W/(m^2 K)',
      'W/m^2 K': 'W/(m^2 K)',
      'W/K/m^2': 'W/(m^2 K)',
      'W m^-2 K^-1': 'W/(m^2 K)',
    },
  },
  'thermal conductance': {
    si: 'W/K',
    units: { 'W/K': { factor: 1 }, 'mW/K': { factor: 1e-3 }, 'kW/K': { factor: 1e3 } },
    spellings: { 'W K^-1': 'W/K', 'mW K^-1': 'mW/K', 'kW K^-1': 'kW/K' },
  },
  'thermal conductivity': {
    si: 'W/(m K)',
    units: { 'W/(m K)': { factor: 1 }, 'mW/(m K)': { factor: 1e-3 }, 'W/m/K': { factor: 1 } },
    spellings: {
      'W/(K m)': 'W/(m K)',
      'W/(mK)': 'W/(m K)',
      'W/mK': 'W/(m K)',
      'W/m K': 'W/(m K)',
      'W/K/m': 'W/(m K)',
      'W m^-1 K^-1': 'W/(m K)',
    },
  },
  density: {
    si: 'kg/m^3',
    units: {
      'kg/m^3': { factor: 1 },
      'g/cm^3': { factor: 1e3 },
      'kg/L': { factor: 1e3 },
      'g/L': { factor: 1 },
    },
    spellings: { 'kg m^-3': 'kg/m^3', 'g cm^-3': 'g/cm^3', 'kg/dm^3': 'kg/L', 'kg/l': 'kg/L', 'g/l': 'g/L' },
  },
  'specific heat': {
    si: 'J/(kg K)',
    units: {
      'J/(kg K)': { factor: 1 },
      'kJ/(kg K)': { factor: 1e3 },
      'J/(g K)': { factor: 1e3 },
      'J/kg/K': { factor: 1 },
    },
    spellings: {
      'J/(K kg)': 'J/(kg K)',
      'J/(kgK)': 'J/(kg K)',
      'J/kgK': 'J/(kg K)',
      'J/kg K': 'J/(kg K)',
      'J/K/kg': 'J/(kg K)',
      'J kg^-1 K^-1': 'J/(kg K)',
      'kJ/kg/K': 'kJ/(kg K)',
      'kJ/kgK': 'kJ/(kg K)',
      'kJ kg^-1 K^-1': 'kJ/(kg K)',
    },
  },
  angle: {
    si: 'rad',
    units: {
      rad: { factor: 1 },
      mrad: { factor: 1e-3 },
      deg: { factor: Math.PI / 180 },
      '°': { factor: Math.PI / 180 },
    },
  },
  mass: { si: 'kg', units: { kg: { factor: 1 }, g: { factor: 1e-3 }, mg: { factor: 1e-6 } } },
  'mass flow': {
    si: 'kg/s',
    units: {
      'kg/s': { factor: 1 },
      'g/s': { factor: 1e-3 },
      'mg/s': { factor: 1e-6 },
      'kg/h': { factor: 1 / hour },
      'g/h': { factor: 1e-3 / hour },
    },
    spellings: { 'kg s^-1': 'kg/s', 'g s^-1': 'g/s', 'kg h^-1': 'kg/h' },
  },
  'volume flow': {
    si: 'm^3/s',
    units: {
      'm^3/s': { factor: 1 },
      'm^3/min': { factor: 1 / 60 },
      'm^3/h': { factor: 1 / hour },
      'L/s': { factor: litre },
      'L/min': { factor: litre / 60 },
      'L/h': { factor: litre / hour },
      'mL/min': { factor: 1e-6 / 60 },
      'cm^3/s': { factor: 1e-6 },
    },
    spellings: {
      'm^3 s^-1': 'm^3/s',
      'm^3 h^-1': 'm^3/h',
      'dm^3/s': 'L/s',
      'l/s': 'L/s',
      'l/min': 'L/min',
      'l/h': 'L/h',
    },
  },
  'sonic conductance': {
    si: 'm^3/(s Pa)',
    units: {
      'm^3/(s Pa)': { factor: 1 },
      'L/(s bar)': { factor: litre / 1e5 },
      'dm^3/(s bar)': { factor: litre / 1e5 },
      'L/(min bar)': { factor: litre / 60 / 1e5 },
    },
    spellings: {
      'm^3/(Pa s)': 'm^3/(s Pa)',
      'm^3/s/Pa': 'm^3/(s Pa)',
      'm^3/Pa/s': 'm^3/(s Pa)',
      'm^3 s^-1 Pa^-1': 'm^3/(s Pa)',
      'm^3 Pa^-1 s^-1': 'm^3/(s Pa)',
      'L/(bar s)': 'L/(s bar)',
      'L/s/bar': 'L/(s bar)',
      'l/(s bar)': 'L/(s bar)',
      'dm^3/(bar s)': 'dm^3/(s bar)',
      'dm^3/s/bar': 'dm^3/(s bar)',
      'L/(bar min)': 'L/(min bar)',
      'L/min/bar': 'L/(min bar)',
      'l/(min bar)': 'L/(min bar)',
    },
  },
  'flow coefficient': { si: 'm^3/h', units: { 'm^3/h': { factor: 1 } } },
  voltage: { si: 'V', units: { V: { factor: 1 }, mV: { factor: 1e-3 } } },
  current: { si: 'A', units: { A: { factor: 1 }, mA: { factor: 1e-3 }, uA: { factor: 1e-6 } } },
} as const satisfies Record<string, DimensionTable>;

/** What kind of quantity a key or a point holds. */
export type Dimension = keyof typeof DIMENSIONS;

export const DIMENSION_NAMES = Object.keys(DIMENSIONS) as readonly Dimension[];

/** Outcome of reading a quantity; on failure `problem` is a clause for a diagnostic, `hint` a way to mend it. */
export type Parsed =
  | { readonly ok: true; readonly value: number }
  | { readonly ok: false; readonly problem: string; readonly hint: string };

/** Dimensions whose very name says the unit: a plain ratio, and a Kv, which is always in m³/h. */
const UNIT_BY_NAME: ReadonlySet<Dimension> = new Set(['ratio', 'flow coefficient']);

/** What people mean by a bare number where it is not SI: nobody cycles a chamber at 2.5 Pa. */
const USUAL_UNIT: Readonly<Partial<Record<Dimension, string>>> = { pressure: 'bar' };

const QUANTITY = /^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(.*?)\s*$/u;

/** SI unit of a dimension, such as `Pa`; `1` for a ratio. */
export function siUnit(dimension: Dimension): string {
  return DIMENSIONS[dimension].si;
}

/** Units that a dimension accepts, SI first as declared. */
export function unitsOf(dimension: Dimension): readonly string[] {
  return Object.keys(DIMENSIONS[dimension].units);
}

/** Factor and offset of a unit: SI = number * factor + offset; null when the dimension does not know it. */
export function unitOf(dimension: Dimension, name: string): { factor: number; offset: number } | null {
  const { units, spellings = {} }: DimensionTable = DIMENSIONS[dimension];
  const plain = plainSpelling(name);
  const known = Object.hasOwn(spellings, plain) ? (spellings[plain] ?? plain) : plain;
  const unit = Object.hasOwn(units, known) ? units[known] : undefined;
  return unit === undefined ? null : { factor: unit.factor, offset: unit.offset ?? 0 };
}

/**
 * Reads a quantity with its unit, such as `"2.5 bar"`, into SI.
 *
 * A ratio and a Kv may stand without a unit. Every other dimension must name one of its units: a bare number is
 * refused, because a reader cannot tell bar from pascal.
 */
export function parseQuantity(text: string, dimension: Dimension): Parsed {
  const match = QUANTITY.exec(text);
  if (match === null) {
    return {
      ok: false,
      problem: `"${text}" is not a number with a unit`,
      hint: `write for example "${example(dimension)}"`,
    };
  }
  const number = Number(match[1]);
  const name = match[2] ?? '';
  if (name === '' && !UNIT_BY_NAME.has(dimension)) {
    return {
      ok: false,
      problem: `"${text}" has no unit`,
      hint: `write "${text.trim()} ${USUAL_UNIT[dimension] ?? siUnit(dimension)}", or another of its units`,
    };
  }
  const unit = unitOf(dimension, name === '' ? siUnit(dimension) : name);
  if (unit === null) return { ok: false, ...wrongUnit(name, dimension) };
  const value = number * unit.factor + unit.offset;
  if (!Number.isFinite(value))
    return { ok: false, problem: `"${text}" is too large to represent`, hint: 'use a finite number' };
  return { ok: true, value };
}

/** Number in a unit of the dimension; the unit must be known. */
export function fromSi(valueSi: number, dimension: Dimension, name: string): number {
  const unit = unitOf(dimension, name);
  if (unit === null) throw new Error(`invariant: ${name} is no unit of ${dimension}`);
  return (valueSi - unit.offset) / unit.factor;
}

/**
 * One spelling for `mm²`, `mm2` and `mm^2`, for `m⁻²`, `m-2` and `m^-2`, for both signs of micro, and for a product
 * written with a dot, an asterisk or a space.
 */
function plainSpelling(name: string): string {
  return name
    .replaceAll('²', '^2')
    .replaceAll('³', '^3')
    .replaceAll('⁻¹', '^-1')
    .replaceAll('⁻^2', '^-2')
    .replaceAll('⁻^3', '^-3')
    .replace(/^[µμ]/u, 'u')
    .replace(/(?<=m)([23])/gu, '^$1')
    .replace(/(?<=[A-Za-z])(-[123])/gu, '^$1')
    .replace(/\s*[·*⋅.]\s*/gu, ' ');
}

/** `a pressure`, `an area`. */
export function withArticle(noun: string): string {
  return `${/^[aeiou]/u.test(noun) ? 'an' : 'a'} ${noun}`;
}

function example(dimension: Dimension): string {
  return dimension === 'ratio' ? '0.5' : `1 ${unitsOf(dimension)[0]}`;
}

const GAUGE = /^(?:barg|bar\(g\)|psig|kPag|bar g)$/u;

function wrongUnit(name: string, dimension: Dimension): { problem: string; hint: string } {
  const accepted = unitsOf(dimension).join(', ');
  if (dimension === 'pressure' && GAUGE.test(name)) {
    return {
      problem: `"${name}" is gauge pressure, and an absolute pressure is expected`,
      hint: 'add the ambient pressure and write it in bar, kPa or Pa',
    };
  }
  const other = DIMENSION_NAMES.find(
    (candidate) => candidate !== dimension && unitOf(candidate, name) !== null,
  );
  const problem =
    other === undefined
      ? `"${name}" is not a known unit of ${dimension}`
      : `"${name}" is a unit of ${other}, and ${withArticle(dimension)} is expected`;
  return { problem, hint: `use one of ${accepted}` };
}
