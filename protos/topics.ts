/**
 * The one table of topics: who writes them, who may read them, how they are delivered and what they carry. Topics are built and taken apart here
 * alone; access rules and documentation are made from it. All stand below v2x/v1/{run}/.
 */
import type { MessageName } from './messages/body.ts';
import { MESSAGE_NAMES } from './messages/body.ts';
import { isEntityId } from './messages/entity-id.ts';
import { tileOfQuadkey } from './tile.ts';

export { isEntityId } from './messages/entity-id.ts';

/** Version of the topic tree. */
export const TOPIC_ROOT = 'v2x/v1';

/** Who writes a topic: the server alone, or the agent, coordinator or operator whose id stands in it. */
export type Writer = 'server' | 'agent' | 'coordinator' | 'operator';

export interface TopicSpec {
  /** Below the run; {…} are parameters. */
  readonly pattern: string;
  readonly writer: Writer;
  /** everybody: public facts and copies; owner: the agent, coordinator or operator whose id stands in it. */
  readonly readers: 'everybody' | 'owner' | 'server';
  readonly qos: 0 | 1;
  readonly retain: boolean;
  /** Full name of the protobuf message. */
  readonly payload: string;
  readonly about: string;
}

const KINDS = ['veh', 'rsu', 'station'] as const;
/** First level of an entity's topics. */
export type EntityKind = (typeof KINDS)[number];

export const TOPICS = {
  server_state: fact(
    'server/state',
    'v2x.server.ServerState',
    'scenario, phase, clock and whether the run is deterministic; also the will',
  ),
  server_network: fact(
    'server/network',
    'v2x.network.NetworkFacts',
    'road network: lanes, connections, signals, and their numbers',
  ),
  server_scenario: fact('server/scenario', 'v2x.server.ScenarioFacts', 'what runs here, for people'),
  clock: open('clock', 'v2x.server.Clock', 'every tick, for free-running clients'),
  agent_hello: own('agent/{agent}/out/hello', 'agent', 1, 'v2x.agent.Hello', 'factsheet and wishes'),
  agent_output: own('agent/{agent}/out/tick', 'agent', 0, 'v2x.frame.TickOutput', 'commands and messages of a tick'),
  agent_connection: {
    pattern: 'agent/{agent}/out/conn',
    writer: 'agent',
    readers: 'everybody',
    qos: 1,
    retain: true,
    payload: 'v2x.agent.Connection',
    about: 'online, offline or broken, with the session; also the will',
  },
  agent_welcome: toOwner('agent/{agent}/in/welcome', 1, 'v2x.agent.Welcome', 'what the agent owns from now on'),
  agent_reject: toOwner('agent/{agent}/in/reject', 1, 'v2x.agent.Reject', 'why not'),
  agent_input: toOwner(
    'agent/{agent}/in/tick',
    0,
    'v2x.frame.TickInput',
    'own state, sensed objects and messages of a tick',
  ),
  agent_error: toOwner(
    'agent/{agent}/in/error',
    1,
    'v2x.agent.AgentError',
    'what was wrong with a message of the agent',
  ),
  uplink_frame: toOwner('cloud/{agent}/in/tick', 0, 'v2x.frame.UplinkFrame', 'whole inbox of a coordinator in a tick'),
  cloud_frame: own(
    'cloud/{agent}/out/tick',
    'coordinator',
    0,
    'v2x.frame.CloudFrame',
    'advice of a tick; the coordinator is done',
  ),
  up: open('{kind}/{id}/up/{message}/{tile}', 'v2x.frame.Entry', 'public copy of a message that reached the cloud'),
  uplink_tile: open('uplink/{tile}', 'v2x.frame.TileFrame', 'the same copies, one packet per tile and tick'),
  sent: open('{kind}/{id}/tx/{message}', 'v2x.frame.Entry', 'copy of what a watched entity sent'),
  received: open('{kind}/{id}/rx/{message}', 'v2x.frame.Entry', 'copy of what a watched entity received'),
  station_status: fact('station/{id}/status', 'v2x.station.StationStatus', 'bays, slots, queue and power of a station'),
  view_scene: fact('view/scene', 'v2x.view.ViewScene', 'slots, order of signals and RSUs, dressing, for viewers'),
  view_frame: open('view/frame', 'v2x.view.ViewFrame', 'all vehicles and signals as columns, for viewers'),
  view_events: open('view/events', 'v2x.view.ViewEvents', 'events and sampled messages, for viewers'),
  view_kpi: open('view/kpi', 'v2x.view.ViewKpi', 'figures of the run, for viewers'),
  control_request: own(
    'control/{client}/request',
    'operator',
    1,
    'v2x.server.ControlRequest',
    'pause, resume, step, pace, inject, load, watch',
  ),
  control_reply: toOwner('control/{client}/reply', 1, 'v2x.server.ControlReply', 'answer to a request'),
  metrics: open('metrics', 'v2x.server.Metrics', 'lag, drops and messages per second, once a second'),
} as const satisfies Record<string, TopicSpec>;

export type TopicName = keyof typeof TOPICS;
export const TOPIC_NAMES = Object.keys(TOPICS) as readonly TopicName[];

/** Retained, written by the server for everybody. */
function fact<const P extends string>(pattern: P, payload: string, about: string) {
  return {
    pattern,
    writer: 'server',
    readers: 'everybody',
    qos: 1,
    retain: true,
    payload,
    about,
  } as const;
}
/** Written by the server for everybody, not kept. */
function open<const P extends string>(pattern: P, payload: string, about: string) {
  return {
    pattern,
    writer: 'server',
    readers: 'everybody',
    qos: 0,
    retain: false,
    payload,
    about,
  } as const;
}
/** Written by its owner for the server. */
function own<const P extends string, W extends Writer>(
  pattern: P,
  writer: W,
  qos: 0 | 1,
  payload: string,
  about: string,
) {
  return { pattern, writer, readers: 'server', qos, retain: false, payload, about } as const;
}
/** Written by the server for its owner. */
function toOwner<const P extends string>(pattern: P, qos: 0 | 1, payload: string, about: string) {
  return { pattern, writer: 'server', readers: 'owner', qos, retain: false, payload, about } as const;
}

type ParameterNames<P extends string> = P extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParameterNames<Rest>
  : never;
interface ParameterTypes {
  readonly agent: string;
  readonly client: string;
  readonly id: string;
  readonly kind: EntityKind;
  readonly message: MessageName;
  /** Quadkey of zoom 16. */
  readonly tile: string;
}
/** Parameters of a topic by name. */
export type TopicParameters<N extends TopicName> = Pick<
  ParameterTypes,
  ParameterNames<(typeof TOPICS)[N]['pattern']> & keyof ParameterTypes
>;

/** A run's id is an id like any other. */
export function isRunId(text: string): boolean {
  return isEntityId(text);
}

const VALID: { readonly [K in keyof ParameterTypes]: (value: string) => boolean } = {
  agent: isEntityId,
  client: isEntityId,
  id: isEntityId,
  kind: (value) => KINDS.some((kind) => kind === value),
  message: (value) => MESSAGE_NAMES.some((name) => name === value),
  tile: (value) => tileOfQuadkey(value) !== undefined,
};

/** `null` = a literal level, else the parameter's name. */
interface Level {
  readonly literal: string;
  readonly parameter: keyof ParameterTypes | null;
}

const LEVELS: { readonly [N in TopicName]: readonly Level[] } = Object.fromEntries(
  TOPIC_NAMES.map((name) => [name, TOPICS[name].pattern.split('/').map(levelOf)]),
) as Record<TopicName, Level[]>;

function levelOf(text: string): Level {
  if (!text.startsWith('{')) return { literal: text, parameter: null };
  return { literal: '', parameter: text.slice(1, -1) as keyof ParameterTypes };
}

/** Full topic. Throws RangeError for a parameter that is no id, kind, message or tile: nothing else may get into a topic. */
export function buildTopic<N extends TopicName>(run: string, name: N, parameters: TopicParameters<N>): string {
  if (!isRunId(run)) throw new RangeError(`no run id: ${JSON.stringify(run)}`);
  return `${TOPIC_ROOT}/${run}/${levels(name, parameters as Partial<ParameterTypes>, undefined)}`;
}

/** Filter for a subscription: parameters (and the run) left out become +. */
export function buildFilter<N extends TopicName>(
  run: string | undefined,
  name: N,
  parameters: Partial<TopicParameters<N>> = {},
): string {
  return `${TOPIC_ROOT}/${run ?? '+'}/${levels(name, parameters as Partial<ParameterTypes>, '+')}`;
}

function levels(name: TopicName, parameters: Partial<ParameterTypes>, missing: string | undefined): string {
  return LEVELS[name]
    .map(({ literal, parameter }) => {
      if (parameter === null) return literal;
      const value = parameters[parameter];
      if (value === undefined && missing !== undefined) return missing;
      if (value === undefined || !VALID[parameter](value))
        throw new RangeError(`topic ${name}: no ${parameter}: ${JSON.stringify(value)}`);
      return value;
    })
    .join('/');
}

export type ParsedTopic = {
  [N in TopicName]: { readonly run: string; readonly name: N; readonly parameters: TopicParameters<N> };
}[TopicName];

/** Takes a topic apart; undefined where it is none of the table or a parameter is not well-formed. */
export function parseTopic(topic: string): ParsedTopic | undefined {
  const [root, version, run, ...rest] = topic.split('/');
  if (`${root}/${version}` !== TOPIC_ROOT || run === undefined || !isRunId(run)) return undefined;
  for (const name of TOPIC_NAMES) {
    const parameters = match(LEVELS[name], rest);
    if (parameters !== undefined) return { run, name, parameters } as unknown as ParsedTopic;
  }
  return undefined;
}

function match(pattern: readonly Level[], given: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== given.length) return undefined;
  const parameters: Record<string, string> = {};
  for (let i = 0; i < pattern.length; i++) {
    const { literal, parameter } = pattern[i];
    if (parameter === null ? literal !== given[i] : !VALID[parameter](given[i])) return undefined;
    if (parameter !== null) parameters[parameter] = given[i];
  }
  return parameters;
}

/** Id that owns a topic: the agent, coordinator or operator in it; undefined for the server's. */
function ownerOf(parsed: ParsedTopic): string | undefined {
  const parameters = parsed.parameters as Partial<ParameterTypes>;
  return parameters.agent ?? parameters.client;
}

/** Who asks: the server itself, or a client with its id. */
export interface Asker {
  readonly id: string;
  readonly role: string;
}

/** Whether this client may write a topic; the server (role 'server') may write all of the table. */
export function mayPublish(who: Asker, topic: string): boolean {
  const parsed = parseTopic(topic);
  if (parsed === undefined) return false;
  return who.role === 'server' || (TOPICS[parsed.name].writer !== 'server' && ownerOf(parsed) === who.id);
}

/**
 * Whether this client may read with a filter. On a broker that is open to its own machine everybody may listen to everything but the broker's
 * own topics; the exported access list is strict.
 */
export function maySubscribe(who: Asker, filter: string): boolean {
  return who.role === 'server' || !filter.startsWith('$');
}
