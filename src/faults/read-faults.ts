/** Fault tables as faults in SI, checked against the wires of a site. */
import type { Diagnostic } from '../config/diagnostic.ts';
import type { KeyPath } from '../config/key-path.ts';
import { checkShape } from '../config/schema/check-shape.ts';
import { sentence } from '../config/schema/fields.ts';
import { type TomlDocument, tomlDiagnostic } from '../config/toml-document.ts';
import type { FaultDefinition, FaultEffect } from './fault.ts';
import type { FaultSite } from './fault-board.ts';
import { type FaultTable, faultsSchema } from './fault-schema.ts';
import { type Report, readTarget } from './read-target.ts';

export interface ReadOptions {
  readonly site: FaultSite;
  /** Ids that are in use already. */
  readonly taken: ReadonlySet<string>;
  /** Site time now, s: what is to begin without a time begins now, and nothing begins before. */
  readonly nowS: number;
}

/** The faults of a document; null with at least one error in `diagnostics` when any does not hold. */
export function readFaults(
  written: TomlDocument,
  options: ReadOptions,
  diagnostics: Diagnostic[],
): readonly FaultDefinition[] | null {
  const shaped = checkShape(written, faultsSchema, diagnostics);
  if (shaped === null) return null;
  const { document, data } = shaped;
  const before = diagnostics.length;
  const ids = new Set(options.taken);
  const faults = data.fault.flatMap((table, index) => {
    const path: KeyPath = ['fault', index];
    const report: Report = (key, finding) =>
      diagnostics.push(tomlDiagnostic(document, [...path, key], finding));
    const id = table.id ?? freeId(ids, data.fault);
    if (ids.has(id)) {
      report('id', {
        id: 'duplicate-id',
        message: `There is already a fault "${id}".`,
        remedy: 'give each its own id',
      });
    }
    ids.add(id);
    return readFault(table, id, options, report) ?? [];
  });
  return diagnostics.length === before ? faults : null;
}

function readFault(
  table: FaultTable,
  id: string,
  { site, nowS }: ReadOptions,
  report: Report,
): FaultDefinition | null {
  const target = readTarget(table, site.wiring, site.wire, report);
  if (target === null) return null;
  const atS = table.at ?? nowS;
  if (atS < nowS) {
    const late = `${atS} s of site time has passed; it is ${nowS.toFixed(2)} s now`;
    report('at', { id: 'out-of-range', message: sentence(late), remedy: 'leave it out to begin now' });
    return null;
  }
  return {
    id,
    effect: effectOf(table),
    target,
    probability: 'probability' in table ? (table.probability ?? 1) : 1,
    count: 'count' in table ? (table.count ?? null) : null,
    seed: 'seed' in table ? (table.seed ?? site.seed) : site.seed,
    atS,
    clearAfterS: table.clear_after ?? null,
  };
}

function effectOf(table: FaultTable): FaultEffect {
  switch (table.kind) {
    case 'delay':
      return { kind: 'delay', delayS: table.delay };
    case 'jitter':
      return { kind: 'jitter', jitterS: table.jitter };
    case 'wrong-unit':
      return { kind: 'wrong-unit', unit: table.answer_unit ?? null };
    case 'wrong-function':
      return { kind: 'wrong-function', functionCode: table.answer_function ?? null };
    case 'exception':
      return { kind: 'exception', code: table.code };
    case 'truncation':
      return { kind: 'truncation', keptShare: table.keep ?? null };
    case 'noise':
      return { kind: 'noise', bytes: table.bytes ?? null };
    case 'slow-writer':
      return { kind: 'slow-writer', pauseS: table.pause };
    case 'clock-skew':
      return { kind: 'clock-skew', skewS: table.skew };
    default:
      return { kind: table.kind };
  }
}

/** Such as `fault3`, and none that stands in the file. */
function freeId(ids: ReadonlySet<string>, tables: readonly FaultTable[]): string {
  const named = new Set(tables.map(({ id }) => id));
  for (let number = 1; ; number++) {
    const id = `fault${number}`;
    if (!ids.has(id) && !named.has(id)) return id;
  }
}
