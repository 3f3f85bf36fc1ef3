import * as z from 'zod';
import { isSparkplugId } from '../../field/sparkplug/topic.ts';
import type { SparkplugBroker } from '../../field/wiring.ts';
import { isBrokerUrl } from '../broker-url.ts';
import { addIssue, quantity } from './fields.ts';

function brokerChoice() {
  return z.string().transform((text, ctx): SparkplugBroker => {
    if (text === 'embedded') return { kind: 'embedded' };
    if (isBrokerUrl(text)) return { kind: 'external', url: text };
    addIssue(ctx, `"${text}" is neither "embedded" nor the address of a broker.`, {
      id: 'invalid-endpoint',
      expected: '"embedded", or an address such as "mqtt://127.0.0.1:1883"',
    });
    return z.NEVER;
  });
}

/** What a group, edge node or host may be called: one level of a topic. */
function sparkplugId() {
  return z.string().superRefine((text, ctx) => {
    if (isSparkplugId(text)) return;
    addIssue(ctx, `"${text}" cannot be part of a Sparkplug topic.`, {
      id: 'invalid-name',
      expected: 'text without +, # and /',
    });
  });
}

/** Shape of `[sparkplug]` in `site.toml`: the site as an edge node. */
export const sparkplugTable = z.strictObject({
  broker: brokerChoice(),
  password_file: z.string().min(1).optional(),
  ca_file: z.string().min(1).optional(),
  group: sparkplugId(),
  node: sparkplugId().optional(),
  primary_host: sparkplugId().optional(),
  period: quantity('time', { min: 0.01, max: 3600 }).optional(),
  commands: z.boolean().optional(),
});

export type SparkplugData = z.output<typeof sparkplugTable>;
