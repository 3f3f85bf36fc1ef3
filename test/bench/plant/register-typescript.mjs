/** Lets Node run the TypeScript sources as they are, so that a benchmark needs no build: `node --import`. */
import { register } from 'node:module';

register('./typescript-loader.mjs', import.meta.url);
