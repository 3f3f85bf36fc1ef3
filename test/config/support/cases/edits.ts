/** What a case is, and the edits that cases are made of. */
import type { DiagnosticId } from '../../../../src/config/codes.ts';
import type { Edit } from '../site-copy.ts';

export interface Case {
  readonly id: DiagnosticId;
  readonly what: string;
  readonly edits: readonly Edit[];
  /** Where the mark cannot say it: a file as a whole. */
  readonly at?: string;
  /** Text that the remedy or the expectation must hold. */
  readonly helps?: string;
}

export const site = (from: string, to: string): Edit => ({ file: 'etc/demo/site.toml', from, to });
export const plant = (from: string, to: string): Edit => ({ file: 'etc/demo/plant.toml', from, to });
export const control = (from: string, to: string): Edit => ({ file: 'etc/demo/control.toml', from, to });
export const interlocks = (from: string, to: string): Edit => ({
  file: 'etc/demo/interlocks.toml',
  from,
  to,
});
export const alarms = (from: string, to: string): Edit => ({ file: 'etc/demo/alarms.toml', from, to });
export const wiring = (from: string, to: string): Edit => ({ file: 'device-tree/demo.dts', from, to });

/** Lets the limit on chamber 2 trip on a bad reading, where its own cause for that is the one being broken. */
export const LOSS_OF_CH2 = interlocks(
  'tag = "ch2.pressure"\nabove = "5 bar"\ndeadband = "0.2 bar"\ndelay = "100 ms"\non_bad = "ignore"',
  'tag = "ch2.pressure"\nabove = "5 bar"\ndeadband = "0.2 bar"\ndelay = "100 ms"\non_bad = "trip"',
);

export const HEAT_LOAD = 'into = "ch1"\npower = "40 W"';
export const INLET_ID = 'id = "inlet1"\nfrom = "supply"\nto = "ch1"\n';

/** An element more in the plant. */
export function element(text: string): Edit {
  return plant('[[heat_load]]', `${text}\n\n[[heat_load]]`);
}
