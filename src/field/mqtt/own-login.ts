/** By which the driver, the emulated devices and the edge node of this process log in to its own broker. */
import { randomBytes } from 'node:crypto';

export const OWN_LOGIN = { user: 'buhera', password: randomBytes(24).toString('base64') } as const;
