/** What the parts of reading a wiring share. */
import type { Bus, Wiring } from '../../field/wiring.ts';
import type { Diagnostic, Place } from '../diagnostic.ts';
import type { ProfileShelf } from '../profile-shelf.ts';
import type { SourceFiles } from '../source-files.ts';

/** Where buses, devices and bound points stand, for the checks that come later. */
export type WiringPlaces = Map<object, Place>;

export interface ReadWiring {
  readonly wiring: Wiring;
  readonly places: WiringPlaces;
  /** False when something was left out because of an error: then an unknown tag is no news. */
  readonly complete: boolean;
}

/** What every bus has, of whatever kind. */
export type BusParts = Pick<Bus, 'id' | 'link' | 'devices'>;

export interface WiringContext {
  readonly shelf: ProfileShelf;
  readonly sources: SourceFiles;
  readonly places: WiringPlaces;
  readonly diagnostics: Diagnostic[];
}
