/**
 * Outside agents in a run: who may join and when, one frame out and one back per tick, what becomes of those who fall silent.
 * What comes in from the broker is only kept here; it takes effect at the run's own points of a tick, in the order of the agents' ids.
 */
import { UserError } from '../../scenario/user-error.ts';
import type { World } from '../../simulation/world.ts';
import { removeLater } from '../../simulation/itinerary.ts';
import { startDeadline } from '../pacing.ts';
import type { V2x } from '../v2x.ts';
import { admit } from './admission.ts';
import { tickInput } from './agent-input.ts';
import type { AgentMailbox } from './agent-mailbox.ts';
import { ErrorCode, ErrorLevel, postSent, takeCommands, type Fault } from './agent-output.ts';
import { createAgentCounts, type AgentCounts, type AgentSession } from './agent-session.ts';
import { applyCommand, applyJourney, bringToHalt } from './commanding.ts';
import type { AgentSettings } from './agent-settings.ts';
import { createSpawnPool, type SpawnPool } from './spawn-pool.ts';

/** Bad messages after which an agent is detached. */
const MOST_VIOLATIONS = 100;

export interface AgentsOptions {
  readonly world: World;
  readonly v2x: V2x | undefined;
  readonly mailbox: AgentMailbox;
  readonly settings: AgentSettings;
  /** Told why the run is no longer deterministic. */
  readonly onReason: (reason: string) => void;
}

export class Agents {
  readonly counts: AgentCounts = createAgentCounts();
  /** By vehicle key: 1 = driven by an agent. */
  readonly driven: Uint8Array;
  readonly #options: AgentsOptions;
  readonly #pool: SpawnPool;
  readonly #sessions = new Map<string, AgentSession>();
  #stopped = false;

  constructor(options: AgentsOptions) {
    this.#options = options;
    this.#pool = createSpawnPool(options.world);
    this.driven = new Uint8Array(options.world.demand.departures.length);
    options.mailbox.sessionOf = (id) => this.#sessions.get(id);
    options.mailbox.onFault = (id, fault) => this.#report(id, fault);
  }

  /** Ends every wait. */
  stop(): void {
    this.#stopped = true;
    this.#options.mailbox.wake();
  }

  async close(): Promise<void> {
    await this.#options.mailbox.close();
  }

  /**
   * The beginning of a tick: agents join and leave.
   * @throws UserError where an agent that belongs to the run does not come, or is refused
   */
  async begin(): Promise<void> {
    const { mailbox, settings, world } = this.#options;
    mailbox.beginTick();
    const due = settings.members.filter(({ join_tick }) => join_tick === world.tick).map(({ id }) => id);
    await this.#awaitMembers(due);
    this.#meet(due);
    await mailbox.flush();
  }

  #meet(due: readonly string[]): void {
    const { mailbox, settings, world } = this.#options;
    if (this.#sessions.size === 0 && mailbox.hellos.size === 0) return;
    this.#findSlots();
    for (const session of this.#inOrder()) this.#followConnection(session);
    for (const id of [...mailbox.hellos.keys()].sort((a, b) => (a < b ? -1 : 1))) {
      const early = settings.members.some((member) => member.id === id && member.join_tick > world.tick);
      if (!early) this.#join(id, due.includes(id));
    }
  }

  /** Sends every agent its frame; the run's own part of the tick goes on meanwhile. */
  ask(): void {
    const { world, v2x: talk, mailbox } = this.#options;
    for (const session of this.#inOrder()) {
      if (session.phase !== 'joined') continue;
      this.#tellClamped(session);
      session.asked = world.tick;
      session.answer = undefined;
      mailbox.sendTick(session.id, tickInput(world, talk, session.vehicles));
    }
  }

  /** Waits for the answers and carries them out: messages into the outbox, commands for the coming step. */
  async answer(): Promise<void> {
    if (this.#sessions.size === 0) return;
    await this.#awaitAnswers();
    for (const session of this.#inOrder()) {
      if (session.phase === 'joined') this.#carryOut(session);
      if (session.phase === 'lost') this.#halt(session);
    }
  }

  async #awaitMembers(due: readonly string[]): Promise<void> {
    const { mailbox, settings } = this.#options;
    const missing = (): string[] => due.filter((id) => !mailbox.hellos.has(id) && !this.#sessions.has(id));
    if (missing().length === 0) return;
    const deadline = startDeadline(settings.timeout_s * 1000);
    let late = false;
    void deadline.expired.then((expired) => {
      late = expired;
      mailbox.wake();
    });
    while (missing().length > 0 && !late && !this.#stopped) await mailbox.changed();
    deadline.cancel();
    if (missing().length === 0 || this.#stopped) return;
    throw new UserError(`no hello from ${missing().join(', ')} within ${settings.timeout_s} s`, {
      place: '--await-agents',
      hint: 'start the agent with the same run id and broker, or raise --timeout',
    });
  }

  async #awaitAnswers(): Promise<void> {
    const { mailbox, settings, world } = this.#options;
    const silent = (): AgentSession[] =>
      this.#inOrder().filter((s) => s.phase === 'joined' && s.answer === undefined && !mailbox.isBroken(s));
    while (silent().length > 0 && !this.#stopped) {
      const deadline = startDeadline(settings.limit_s * 1000);
      let late = false;
      void deadline.expired.then((expired) => {
        late = expired;
        mailbox.wake();
      });
      while (silent().length > 0 && !late && !this.#stopped) await mailbox.changed();
      deadline.cancel();
      if (!late || this.#stopped) break;
      this.counts.deadlines_missed += silent().length;
      if (settings.policy === 'wait') continue;
      for (const session of silent()) {
        const what = `agent ${session.id} did not answer tick ${world.tick} within ${settings.limit_s} s`;
        if (settings.policy === 'detach') this.#lose(session, what);
        else this.#options.onReason(`${what.replace(/tick \d+/, 'a tick')}: went on without the answer`);
      }
      break;
    }
    for (const session of this.#inOrder()) if (session.phase === 'joined') this.#followConnection(session);
  }

  #carryOut(session: AgentSession): void {
    const { world, v2x: talk } = this.#options;
    const report = (fault: Fault): void => this.#report(session.id, fault);
    const { answer } = session;
    if (answer === undefined) {
      // Silent, and the policy goes on: without a new command the vehicles roll.
      for (const vehicle of session.vehicles) vehicle.command = { maxAccelMps2: 0 };
    } else {
      takeCommands(session, answer.output, report);
      if (talk !== undefined) this.counts.messages_sent += postSent(talk, session, answer, report);
    }
    for (const vehicle of session.vehicles) {
      applyCommand(world, vehicle);
      if (vehicle.command === undefined || vehicle.slot === -1) continue;
      this.counts.commands++;
      const fault = applyJourney(world, vehicle.slot, vehicle.command);
      if (fault !== undefined) report({ code: ErrorCode.OUT_OF_MAP, ...fault });
    }
    if (answer?.output.leave === true) this.#release(session);
  }

  #join(id: string, member: boolean): void {
    const { mailbox, world, v2x: talk, onReason } = this.#options;
    const hello = mailbox.hellos.get(id)!;
    mailbox.hellos.delete(id);
    const before = this.#sessions.get(id);
    if (before?.phase === 'joined' && before.session === hello.session) {
      mailbox.sendWelcome(before, world, talk);
      return;
    }
    if (before !== undefined) this.#release(before);
    if (!member) onReason(`agent ${id} joined at tick ${world.tick} without being named beforehand`);
    const admitted = admit(
      world,
      this.#pool,
      id,
      hello,
      (key) => this.driven[key] === 1,
      (key) => this.#slotOf(key),
    );
    if ('refused' in admitted) {
      this.counts.rejected++;
      mailbox.sendReject(id, hello.session ?? 0, admitted.refused);
      const { field, hint } = admitted.refused;
      if (member) throw new UserError(`agent ${id} was refused: ${field}: ${hint}`, { place: '--await-agents' });
      return;
    }
    const { vehicle } = admitted;
    this.driven[vehicle.key] = 1;
    if (talk !== undefined) talk.fleet.equipped[vehicle.key] = 1;
    const session: AgentSession = {
      id,
      session: hello.session!,
      vehicles: [vehicle],
      phase: 'joined',
      lost_tick: -1,
      asked: -1,
      answer: undefined,
      violations: 0,
      seqs: new Map(),
    };
    this.#sessions.set(id, session);
    this.counts.joined++;
    mailbox.sendWelcome(session, world, talk);
  }

  /** A goodbye hands back at once; a broken connection begins the way to a halt. */
  #followConnection(session: AgentSession): void {
    const { mailbox, world, onReason } = this.#options;
    const end = mailbox.takeEnd(session);
    if (session.phase !== 'joined' || end === undefined) return;
    if (end === 'broken') this.#lose(session, `agent ${session.id} lost its connection in tick ${world.tick}`);
    else {
      onReason(`agent ${session.id} said goodbye between ticks, in tick ${world.tick}`);
      this.#release(session);
    }
  }

  #lose(session: AgentSession, reason: string): void {
    session.phase = 'lost';
    session.lost_tick = this.#options.world.tick;
    this.counts.lost++;
    this.#options.onReason(reason);
  }

  #halt(session: AgentSession): void {
    const { world, settings } = this.#options;
    const standing = session.vehicles.map((vehicle) => bringToHalt(world, session, vehicle, settings));
    if (standing.includes(false)) return;
    if (settings.after === 'remove') {
      for (const { slot } of session.vehicles) if (slot !== -1) removeLater(world, slot);
    }
    this.#release(session);
  }

  /** Its vehicles get their built-in drivers back. */
  #release(session: AgentSession): void {
    if (session.phase === 'joined') this.counts.left++;
    session.phase = 'gone';
    for (const { key } of session.vehicles) this.driven[key] = 0;
    this.#sessions.delete(session.id);
  }

  #tellClamped(session: AgentSession): void {
    const { vehicles } = this.#options.world;
    for (const vehicle of session.vehicles) {
      const { slot, told_slot, told_mps2 } = vehicle;
      const clamped =
        slot !== -1 && slot === told_slot && told_mps2 === told_mps2 && vehicles.accel_mps2[slot] !== told_mps2;
      if (clamped) this.counts.commands_clamped++;
      if (clamped && !vehicle.clamped) {
        const hint = `${told_mps2} m/s2 was told, ${vehicles.accel_mps2[slot]} m/s2 was possible; told once until it fits again`;
        const level = ErrorLevel.ERROR_LEVEL_WARNING;
        this.#report(session.id, { code: ErrorCode.PHYSICS_CLAMPED, level, field: `${vehicle.id}.accel_mps2`, hint });
      }
      vehicle.clamped = clamped;
    }
  }

  /** Tells the agent, counts, and detaches one who does not stop. */
  #report(id: string, fault: Fault): void {
    this.#options.mailbox.sendError(id, fault);
    if (fault.level === ErrorLevel.ERROR_LEVEL_WARNING) return;
    this.counts.bad_messages++;
    const session = this.#sessions.get(id);
    if (session === undefined || ++session.violations !== MOST_VIOLATIONS || session.phase !== 'joined') return;
    this.#lose(session, `agent ${id} was detached after ${MOST_VIOLATIONS} bad messages`);
    this.#options.mailbox.wake();
  }

  #inOrder(): AgentSession[] {
    return [...this.#sessions.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  #slotOf(key: number): number {
    const { vehicles, active, active_count } = this.#options.world;
    for (let i = 0; i < active_count; i++) if (vehicles.key[active[i]] === key) return active[i];
    return -1;
  }

  #findSlots(): void {
    for (const session of this.#sessions.values()) {
      for (const vehicle of session.vehicles) vehicle.slot = this.#slotOf(vehicle.key);
    }
  }
}
