import { ABSENT_UNIT_POLICIES, type GatewayOptions } from '../../field/wiring.ts';
import type { NodeReader } from './node-reader.ts';

/** More would want more files than a process may have open. */
const MOST_CONNECTIONS = 10_000;

/** How the emulated devices of a bus on TCP are served; undefined where the node says nothing of it. */
export function readGateway(reader: NodeReader, framing: 'tcp' | 'rtu'): GatewayOptions | undefined {
  const maxConnections = reader.integer('buhera,max-connections', 1, MOST_CONNECTIONS);
  // Frames of a serial line have no gateway that could answer for a unit.
  const absentUnit =
    framing === 'tcp' ? reader.choice('buhera,absent-unit', ABSENT_UNIT_POLICIES, 'silent') : null;
  if (maxConnections === null && (absentUnit === null || absentUnit === 'silent')) return undefined;
  return {
    ...(absentUnit === null ? {} : { absentUnit }),
    ...(maxConnections === null ? {} : { maxConnections }),
  };
}
