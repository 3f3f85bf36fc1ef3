/** Where people put faults on a running site, look at them, and take them away. */
import type { Diagnostic } from '../config/diagnostic.ts';
import type { TomlDocument } from '../config/toml-document.ts';
import { effectText, targetText } from './describe.ts';
import type { FaultDefinition, FaultSnapshot } from './fault.ts';
import { type FaultBoard, MAX_STANDING } from './fault-board.ts';
import { readFaults } from './read-faults.ts';

export type DeskAnswer =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problem: 'unknown' | 'bad'; readonly text: string };

export class FaultDesk {
  private readonly board: FaultBoard;
  private readonly now: () => number;

  /** @param now Site time, s. */
  constructor(board: FaultBoard, now: () => number) {
    this.board = board;
    this.now = now;
  }

  list(): readonly FaultSnapshot[] {
    return this.board.list();
  }

  /** Arms the fault of a table as it could stand in a timeline; without `at` it begins with the next scan. */
  inject(table: unknown): DeskAnswer {
    const standing = this.board.list().filter(({ state }) => state !== 'cleared').length;
    if (standing >= MAX_STANDING)
      return { ok: false, problem: 'bad', text: `${standing} faults stand already; clear some first` };
    const diagnostics: Diagnostic[] = [];
    const taken = new Set(this.board.list().map(({ id }) => id));
    const options = { site: this.board.site, taken, nowS: this.now() };
    const faults = readFaults(documentOf(table), options, diagnostics);
    const fault = faults?.[0];
    if (fault === undefined) return { ok: false, problem: 'bad', text: diagnostics.map(words).join('; ') };
    this.board.add(fault);
    return { ok: true, text: armedText(fault) };
  }

  /** Ends one fault, or with null all of them. */
  clear(id: string | null): DeskAnswer {
    const cleared = this.board.clear(id);
    if (cleared === null)
      return { ok: false, problem: 'unknown', text: `no fault ${id}; see \`buhera faults list\`` };
    if (cleared.length > 0) return { ok: true, text: `cleared: ${cleared.join(', ')}` };
    return { ok: true, text: id === null ? 'no fault was standing' : `${id} was over already` };
  }
}

/** A command has no file: places in it lead nowhere. */
function documentOf(table: unknown): TomlDocument {
  return { file: '', text: '', value: { fault: [table] }, positions: () => ({ get: () => undefined }) };
}

function words({ key, message, expected, remedy }: Diagnostic): string {
  const name = key?.replace(/^fault\[0\]\.?/u, '') ?? '';
  const plain = message.replaceAll(/ in fault\[0\]\.$/gu, '.');
  const parts = [
    `${name === '' ? '' : `${name}: `}${plain}`,
    expected === null ? null : `Expected: ${expected}.`,
    remedy === null ? null : `${remedy.charAt(0).toUpperCase()}${remedy.slice(1)}`,
  ];
  return parts.filter((part) => part !== null).join(' ');
}

function armedText(fault: FaultDefinition): string {
  const { id, effect, clearAfterS } = fault;
  const end = clearAfterS === null ? 'until it is cleared' : `for ${clearAfterS} s`;
  return `${id}: ${effectText(effect)} on ${targetText(fault)}, from ${fault.atS.toFixed(2)} s on, ${end}`;
}
