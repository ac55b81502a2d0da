/** The part of a scenario that says what its swap stations hold, and how vehicles come to one. */
import { z } from 'zod';

const share = z.number().min(0).max(1);

export const stationsSchema = z
  .record(
    z.string().min(1).max(64),
    z.strictObject({
      packs: z.int().min(1).max(500).optional().describe('Packs at the start; absent: slots less bays.'),
      soc: share.optional().describe('Their charge at the start; absent: 0.95.'),
      slots: z.int().min(2).max(501).optional().describe('Slots, of which one stays empty; absent: those of the map.'),
      slot_kw: z
        .number()
        .min(1)
        .max(2000)
        .optional()
        .describe('Charger of a slot; absent: 60 for cars, 200 for trucks.'),
      site_kw: z
        .number()
        .min(1)
        .max(100_000)
        .optional()
        .describe('Connection to the grid; absent: 600 for cars, 1200 for trucks.'),
      swap_s: z
        .number()
        .min(10)
        .max(3600)
        .optional()
        .describe('Time of a swap in the bay; absent: 144 for cars, 300 for trucks.'),
      release_soc: share.optional().describe('A pack may leave from this charge on; absent: 0.9.'),
      pack_types: z
        .array(z.string())
        .min(1)
        .max(16)
        .optional()
        .describe('Types of its packs, in turn over the slots; absent: those of the vehicles it serves.'),
    }),
  )
  .describe('Swap stations of the map by id. They run where energy is on.');

export const swapSchema = z
  .strictObject({
    request_soc: share.default(0.3).describe('A vehicle asks for a swap when its charge falls below it.'),
    policy: z
      .enum(['nearest', 'snapshot', 'reserve'])
      .default('reserve')
      .describe(
        'nearest: least way, stations with a long wait left out; snapshot: least way and wait as they are now; reserve: least way and wait at arrival, with those on their way.',
      ),
    balk_s: z.number().min(0).max(7200).default(900).describe('nearest leaves out stations with a longer wait.'),
    answer_s: z.number().min(1).max(600).default(20).describe('A request without an answer by then has expired.'),
    again_s: z
      .number()
      .min(1)
      .max(7200)
      .default(60)
      .describe('After a request in vain a vehicle asks again so much later.'),
    lease_s: z.number().min(10).max(7200).default(300).describe('A lease holds so long after the expected arrival.'),
    patience_s: z
      .number()
      .min(10)
      .max(7200)
      .default(900)
      .describe('A vehicle leaves the queue when it has stood there so long.'),
  })
  .describe('How vehicles come to a swap.');

export type StationsSettings = z.infer<typeof stationsSchema>;
export type SwapSettings = z.infer<typeof swapSchema>;
