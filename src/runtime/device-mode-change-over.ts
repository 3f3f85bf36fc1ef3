import type { Site } from '../config/site.ts';
import { onlineTag } from '../field/driver/samples.ts';
import type { ProcessImage } from './process-image.ts';

const CHANGING_OVER = 'changing over';

/**
 * The time between a change of mode and the first reading from the other line. What was read last is uncertain until
 * then, and bad once it is stale; loops that follow it keep their outputs where they are, and take the new reading up
 * from there.
 */
export class ChangeOver {
  readonly #site: Site;
  /** Loops by id whose process value is changing over. */
  readonly #loops = new Set<string>();

  constructor(site: Site) {
    this.#site = site;
  }

  begin(deviceId: string, image: ProcessImage): void {
    const device = this.#site.wiring.buses.flatMap((bus) => bus.devices).find(({ id }) => id === deviceId);
    const tags = [onlineTag(deviceId), ...(device?.points ?? []).map(({ tag }) => tag)];
    for (const tag of tags) {
      const { reading, timeS } = image.get(tag);
      if (reading.quality === 'bad') continue;
      image.write(tag, { value: reading.value, quality: 'uncertain', reason: CHANGING_OVER }, timeS);
    }
    for (const { id, pv } of this.#site.loops) if (tags.includes(pv)) this.#loops.add(id);
  }

  /** Output tag → position in which its loop has to wait this scan; the last time in the scan of the new reading. */
  held(image: ProcessImage, wanted: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
    const held = new Map<string, number>();
    for (const { id, pv, outputs } of this.#loops.size === 0 ? [] : this.#site.loops) {
      if (!this.#loops.has(id)) continue;
      for (const { tag } of outputs) held.set(tag, wanted.get(tag) ?? 0);
      if (image.read(pv).reason !== CHANGING_OVER) this.#loops.delete(id);
    }
    return held;
  }
}
