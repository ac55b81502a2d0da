/**
 * What a scenario file may say. This is the one source of its type, its validation and its JSON Schema (`chelu schema`).
 * Every setting has a description, its unit as the last word of its name, and a default, so that an empty file is nearly a scenario.
 */
import { z } from 'zod';
import { MESSAGE_NAMES } from '../../protos/messages/body.ts';
import { demandSchema } from './demand-schema.ts';
import { energySchema } from './energy-schema.ts';
import { mapSchema } from './map-schema.ts';
import { stationsSchema, swapSchema } from './station-schema.ts';

const textSchema = z.strictObject({
  en: z.string().default('').describe('English.'),
  zh: z.string().default('').describe('Chinese.'),
});

const period_ms = z.int().min(10).max(60_000);
const share = z.number().min(0).max(1);

const v2xSchema = z
  .strictObject({
    enabled: z.boolean().default(true).describe('false: no messages, no cloud, no applications at all.'),
    penetration: share
      .default(1)
      .describe('Share of vehicles with an on-board unit. Nested: who has one at 0.1 has one at 0.5.'),
    bsm_period_ms: period_ms.default(100).describe('Period of BSM from a vehicle; never below dt_ms.'),
    report_period_ms: period_ms.default(1000).describe('Period of the report from a vehicle to the cloud by uu.'),
    spat_period_ms: period_ms.default(200).describe('Period of SPAT from an RSU.'),
    map_period_ms: period_ms.default(1000).describe('Period of MAP from an RSU.'),
    rsi_period_ms: period_ms.default(1000).describe('Period of RSI (signs) from an RSU.'),
    rsm_period_ms: period_ms.default(100).describe('Period of RSM (what an RSU perceives).'),
    applications: z
      .strictObject({
        forward_collision_warning: z.boolean().default(true).describe('Warn of the vehicle ahead from its BSM.'),
        speed_advice: z.boolean().default(true).describe('Green-light speed advice of the cloud.'),
        speed_limit_warning: z.boolean().default(true).describe('Warn of the limit on the signs of RSI.'),
        hazard_warning: z.boolean().default(true).describe('The cloud warns of a stopped vehicle.'),
      })
      .prefault({})
      .describe('Which applications run.'),
  })
  .describe('Messages and applications.');

const channelSchema = z
  .strictObject({
    pc5: z
      .strictObject({
        range_m: z.number().min(1).max(2000).default(300).describe('Beyond it nobody hears the sender.'),
        loss_min: share.default(0.01).describe('Loss at no distance; loss = loss_min + (1 - loss_min) (d / range)^4.'),
        delay_ms: z.int().min(0).max(10_000).default(20).describe('Delay.'),
      })
      .prefault({})
      .describe('Direct radio between vehicles and RSUs.'),
    uu: z
      .strictObject({
        delay_ms: z.int().min(0).max(10_000).default(40).describe('Mean delay.'),
        jitter_ms: z.int().min(0).max(5_000).default(10).describe('Delay is uniform in delay_ms +- jitter_ms.'),
        loss: share.default(0.002).describe('Loss.'),
      })
      .refine((uu) => uu.jitter_ms <= uu.delay_ms, {
        message: 'jitter_ms must not exceed delay_ms',
        path: ['jitter_ms'],
      })
      .prefault({})
      .describe('Cellular radio between vehicles and the cloud.'),
    wired: z
      .strictObject({
        delay_ms: z.int().min(0).max(10_000).default(2).describe('Delay.'),
        loss: share.default(0).describe('Loss.'),
      })
      .prefault({})
      .describe('Cable between RSUs and the cloud.'),
  })
  .describe('The channel between senders and receivers.');

const rsuSchema = z
  .strictObject({
    at: z.enum(['signals', 'none']).default('signals').describe('signals: one RSU at every signal; none: no RSU.'),
    perception_range_m: z.number().min(0).max(1000).default(120).describe('How far its sensors see.'),
    perception_miss: share.default(0.05).describe('Share of objects missed, per object and tick.'),
  })
  .describe('Roadside units.');

const reaction_s = z.number().min(0).max(10);

/** The same names and defaults as DriverSettings of server/onboard/settings.ts, where the sources stand. */
const driversSchema = z
  .strictObject({
    expected_s: reaction_s.default(0.72).describe('Median perception-brake time when the event is expected.'),
    lead_brake_s: reaction_s.default(1.25).describe('Median perception-brake time to brake lights ahead.'),
    surprise_s: reaction_s.default(1.5).describe('Median perception-brake time in surprise.'),
    log_deviation: z
      .number()
      .min(0)
      .max(2)
      .default(0.25)
      .describe('Standard deviation of the logarithm of these times.'),
    display_s: reaction_s.default(0.25).describe('From the decision to the display.'),
    advice_s: reaction_s.default(1.5).describe('Median time until a speed advice is taken up.'),
    warning_compliance: share.default(0.95).describe('Share of drivers who act on a warning.'),
    advice_compliance: share.default(0.8).describe('Share of drivers who act on advice.'),
    greatest_decel_mps2: z.number().min(1).max(10).default(6).describe('Hardest braking of a driver who was warned.'),
    least_speed_mps: z.number().min(0).max(30).default(5).describe('Advice never holds a driver below this speed.'),
    ease_mps: z
      .number()
      .min(0.1)
      .max(20)
      .default(1.5)
      .describe('Advised speeds are approached in steps of at most this.'),
  })
  .describe('How drivers with an on-board unit act on warnings and advice.');

const faultSchema = z
  .strictObject({
    tick: z.int().min(0).describe('Tick in which the message is sent.'),
    source: z.string().min(1).describe('Id of the sender.'),
    message: z.enum(MESSAGE_NAMES).describe('Kind of message.'),
    seq: z.int().min(0).optional().describe('Sequence number; absent: every message of that kind in that tick.'),
    receiver: z.string().min(1).optional().describe('Id of the receiver that loses it; absent: all.'),
  })
  .describe('A message that is lost whatever the channel says.');

const agentRulesSchema = z
  .strictObject({
    await_s: z.number().min(0.1).max(3600).default(30).describe('Wall time to wait for an agent of the run.'),
    limit_s: z.number().min(0.05).max(3600).default(10).describe('Wall time an agent has for its answer to a tick.'),
    policy: z
      .enum(['wait', 'coast', 'detach'])
      .default('detach')
      .describe('wait: as long as its connection stands; coast: its vehicles roll on; detach: go on without it.'),
    hold_s: z.number().min(0).max(60).default(0.5).describe('After a loss the last command holds so long.'),
    coast_s: z.number().min(0).max(60).default(1).describe('Then the vehicle rolls so long; then it brakes to a halt.'),
    after: z
      .enum(['hand_back', 'remove'])
      .default('hand_back')
      .describe('Once it stands: the built-in driver drives on, or it is taken off the road.'),
  })
  .describe('What happens when an outside agent falls silent.');

export const scenarioSchema = z
  .strictObject({
    name: z
      .string()
      .regex(/^[A-Za-z0-9_.:-]{1,64}$/, 'must be 1 to 64 of A-Z a-z 0-9 _ . : -')
      .optional()
      .describe('Name in results and on the page; absent: the name of the file.'),
    title: textSchema.prefault({}).describe('One line for people.'),
    look_at: textSchema.prefault({}).describe('A paragraph: what to look at, and what it shows.'),
    map: mapSchema,
    demand: demandSchema.optional(),
    seed: z.int().min(0).max(Number.MAX_SAFE_INTEGER).default(1).describe('Seed of everything random.'),
    dt_ms: z.int().min(10).max(1000).default(100).describe('Length of a tick.'),
    until_s: z
      .number()
      .min(0.1)
      .max(1_000_000)
      .optional()
      .describe('End of the run, simulated seconds; absent: 600, or what the map says.'),
    head_start_s: z
      .number()
      .min(0)
      .max(3600)
      .default(0)
      .describe(
        'A run at the pace of the clock goes as fast as it can up to here, so that who looks on sees traffic at once.',
      ),
    warmup_s: z.number().min(0).max(1_000_000).default(0).describe('Nothing is counted before it.'),
    start: z.iso
      .datetime({ offset: true })
      .default('2026-05-04T08:00:00+08:00')
      .describe('Date and time of simulated time 0, ISO 8601 with offset.'),
    v2x: v2xSchema.prefault({}),
    channel: channelSchema.prefault({}),
    rsu: rsuSchema.prefault({}),
    drivers: driversSchema.prefault({}),
    energy: energySchema.prefault({}),
    stations: stationsSchema.prefault({}),
    swap: swapSchema.prefault({}),
    deadline: z
      .strictObject({
        limit_s: z
          .number()
          .min(0.05)
          .max(3600)
          .default(10)
          .describe('Wall time a participant has for its answer to a tick.'),
        policy: z
          .enum(['wait', 'coast', 'detach'])
          .default('wait')
          .describe(
            'wait: go on waiting and say so; coast: go on without this answer; detach: go on without the participant.',
          ),
      })
      .prefault({})
      .describe('What happens when a participant does not answer.'),
    agents: z
      .array(
        z.strictObject({
          id: z
            .string()
            .regex(/^[A-Za-z0-9_.:-]{1,64}$/, 'must be 1 to 64 of A-Z a-z 0-9 _ . : -')
            .describe('Id of the agent.'),
          join_tick: z.int().min(0).default(0).describe('The run waits for its hello before this tick.'),
        }),
      )
      .max(256)
      .default([])
      .describe('Outside agents that belong to the run. Others may join too, but then it is not deterministic.'),
    agent_rules: agentRulesSchema.prefault({}),
    copies: z
      .enum(['auto', 'per-vehicle', 'batched', 'none'])
      .default('auto')
      .describe('How public copies of the messages are packed; never changes the hash.'),
    expect: z
      .array(z.string().min(1).max(200))
      .max(1000)
      .default([])
      .describe(
        'What the result must be, checked after the run: path, operator, number, such as trips.mean_delay_s <= 40.',
      ),
    faults: z.array(faultSchema).max(10_000).default([]).describe('Messages lost on purpose.'),
  })
  .describe('A scenario of Chelu.');

/** A scenario as its file says it, defaults filled in. */
export type ScenarioFile = z.infer<typeof scenarioSchema>;
/** The same with everything resolved that the map decides. This is what a run reads, and what its provenance prints. */
export type ScenarioSettings = Omit<ScenarioFile, 'name' | 'until_s'> & {
  readonly name: string;
  readonly until_s: number;
};

/** JSON Schema of a scenario file, for editors. */
export function scenarioJsonSchema(): unknown {
  return z.toJSONSchema(scenarioSchema, { io: 'input' });
}
