/**
 * Ties source, stage and panels together: payloads go to the stage and the store, a person's wishes to stage and source,
 * and a few times a second the store learns how things stand. Owns everything that must be stopped.
 */
import { v2x } from '../protos/wire/generated.js';
import type { PageSettings } from './settings.ts';
import { findIds } from './panels/find-ids.ts';
import { createStore } from './panels/store.ts';
import type { Actions, Notice, Store } from './panels/store.ts';
import { vehicleCard } from './panels/vehicle-card.ts';
import { shownIds, shownSlot } from './scene/fleet.ts';
import { themeAt } from './scene/palette.ts';
import type { Stage } from './scene/stage.ts';
import { connectionState } from './source/connection.ts';
import type { LinkState } from './source/connection.ts';
import { readNetwork, readScene } from './source/facts.ts';
import type { SceneFacts } from './source/facts.ts';
import { decodeMessage } from './source/overheard.ts';
import type { OverheardMessage, RunFacts, SourceListener, ViewSource } from './source/source.ts';

const PANEL_PERIOD_MS = 200;
const REPLY_TIMEOUT_MS = 3000;
const HEARD_MAX = 14;

export class Page {
  readonly store: Store = createStore();
  readonly actions: Actions;
  readonly listener: SourceListener;
  /** Payloads that no schema explains: counted, dropped. */
  bad_payloads = 0;
  readonly #stage: Stage | undefined;
  #source: ViewSource | undefined;
  #link: LinkState = 'connecting';
  #last_frame_ms = -Infinity;
  #facts: SceneFacts | undefined;
  #network_payload = new Uint8Array(0);
  #asked: { readonly request: number; readonly timer: ReturnType<typeof setTimeout> } | undefined;
  #notices = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(stage: Stage | undefined, settings: PageSettings) {
    this.#stage = stage;
    this.store.has_picture.value = stage !== undefined;
    this.store.software.value = stage?.software ?? false;
    this.store.quality_wish.value = settings.quality;
    this.store.light.value = settings.light;
    this.listener = this.#createListener();
    this.actions = this.#createActions();
  }

  start(source: ViewSource): void {
    this.#source = source;
    this.store.has_messages.value = source.has_messages;
    this.#timer = setInterval(() => this.refresh(), PANEL_PERIOD_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#source?.stop();
    this.#stage?.stop();
  }

  #createListener(): SourceListener {
    return {
      onLink: (state) => {
        this.#link = state;
        this.refresh();
      },
      onRuns: (runs, chosen) => this.#takeRuns(runs, chosen),
      onRunChange: () => this.#forget(),
      onScenario: (payload) => this.#attempt(() => (this.store.facts.value = v2x.server.ScenarioFacts.decode(payload))),
      onNetwork: (payload) => this.#attempt(() => this.#takeNetwork(payload)),
      onScene: (payload) => this.#attempt(() => this.#takeScene(readScene(payload))),
      onFrame: (payload) => this.#attempt(() => this.#takeFrame(v2x.view.ViewFrame.decode(payload))),
      onEvents: () => {},
      onKpi: (payload) => this.#attempt(() => this.#takeFigures(v2x.view.ViewKpi.decode(payload))),
      onReply: (payload) => this.#attempt(() => this.#takeReply(v2x.server.ControlReply.decode(payload))),
      onMessage: (message) => this.#takeMessage(message),
    };
  }

  /** A payload that cannot be read is counted and dropped: the page goes on. */
  #attempt(take: () => unknown): void {
    try {
      take();
    } catch (error) {
      this.bad_payloads += 1;
      console.warn('a payload was dropped:', error);
    }
  }

  #takeRuns(runs: readonly RunFacts[], chosen: string): void {
    this.store.runs.value = runs;
    this.store.run.value = chosen;
    const state = runs.find((run) => run.id === chosen)?.state;
    if (state !== undefined && state !== this.store.server.value) {
      this.store.server.value = state;
      this.store.paused.value = state.phase === v2x.server.Phase.PHASE_PAUSED;
      this.store.pace.value = state.pace ?? 1;
    }
    this.refresh();
  }

  /** Retained topics come again with every connection: the same roads are not built anew, and the eye stays where it is. */
  #takeNetwork(payload: Uint8Array): void {
    if (sameBytes(payload, this.#network_payload)) return;
    this.#network_payload = payload.slice();
    this.#stage?.setNetwork(readNetwork(payload));
  }

  #takeFigures(kpi: v2x.view.ViewKpi): void {
    this.store.kpi.value = kpi;
    this.store.paused.value = kpi.paused;
    this.store.pace.value = kpi.pace;
    this.refresh();
  }

  #takeScene(facts: SceneFacts): void {
    this.#facts = facts;
    this.store.scenario.value = facts.scenario;
    this.#stage?.setScene(facts);
    this.#applyLight();
  }

  #takeFrame(frame: v2x.view.ViewFrame): void {
    const now_ms = performance.now();
    if (this.#stage === undefined) this.store.sim_ms.value = Number(frame.simTimeMs);
    else if (!this.#stage.takeFrame(frame, now_ms)) return;
    this.#last_frame_ms = now_ms;
    this.store.running.value = frame.count;
  }

  #forget(): void {
    this.#last_frame_ms = -Infinity;
    this.#facts = undefined;
    this.store.kpi.value = undefined;
    this.store.scenario.value = '';
    this.store.facts.value = undefined;
    this.#select(-1);
    this.#stage?.forget();
  }

  #takeReply(reply: v2x.server.ControlReply): void {
    if (this.#asked !== undefined && (reply.requestId === this.#asked.request || !reply.ok)) {
      clearTimeout(this.#asked.timer);
      this.#asked = undefined;
    }
    if (!reply.ok) this.#notify('refused', reply.hint === '' ? reply.code : reply.hint);
  }

  #takeMessage(overheard: OverheardMessage): void {
    const vehicle = this.store.vehicle.value;
    if (vehicle === undefined || overheard.entity !== vehicle.id) return;
    const message = decodeMessage(overheard);
    if (message === undefined) {
      this.bad_payloads += 1;
      return;
    }
    const source = message.direction === 'rx' ? message.source : '';
    const key = `${message.direction} ${message.message} ${source}`;
    const others = this.store.heard.value.filter((each) => each.key !== key);
    const heard = [{ ...message, key, heard_wall_ms: performance.now() }, ...others].slice(0, HEARD_MAX);
    // Cards keep their places while their figures change.
    this.store.heard.value = heard.sort((a, b) => (a.key < b.key ? 1 : -1));
  }

  /** Brings the store up to date; called a few times a second and after what a person did. */
  refresh(): void {
    const { store } = this;
    const age_ms = performance.now() - this.#last_frame_ms;
    const run = store.runs.value.find((each) => each.id === store.run.value);
    store.connection.value = connectionState({
      link: this.#link,
      server: run?.presence ?? 'unknown',
      paused: store.paused.value,
      frame_age_ms: age_ms,
    });
    store.frame_age_s.value = Number.isFinite(age_ms) ? Math.floor(age_ms / 1000) : 0;
    if (this.#stage === undefined) return;
    store.sim_ms.value = this.#stage.simTime();
    const start_ms = this.#facts?.start_of_day_ms ?? -1;
    store.time_of_day_ms.value = start_ms < 0 ? -1 : start_ms + store.sim_ms.value;
    if (store.vehicle.value === undefined) store.ids.value = shownIds(this.#stage.fleet);
    this.#applyLight();
    this.#refreshVehicle(this.#stage);
  }

  #refreshVehicle(stage: Stage): void {
    const { store } = this;
    const before = store.vehicle.value;
    const vehicle = stage.fleet.vehicles[stage.selected];
    if (vehicle === undefined) {
      if (before === undefined) return;
      this.#notify('left', before.id);
      this.#select(-1);
      return;
    }
    store.vehicle.value = vehicleCard(stage.fleet, vehicle, stage.following);
  }

  #applyLight(): void {
    const { store } = this;
    const time_ms = store.time_of_day_ms.value;
    const theme = store.light.value === 'auto' ? themeAt(time_ms < 0 ? 12 * 3_600_000 : time_ms) : store.light.value;
    if (theme === store.theme.value && document.documentElement.dataset['theme'] === theme) return;
    store.theme.value = theme;
    document.documentElement.dataset['theme'] = theme;
    this.#stage?.setTheme(theme);
  }

  #select(slot: number): void {
    const { store } = this;
    this.#stage?.select(slot);
    store.heard.value = [];
    const vehicle = this.#stage?.fleet.vehicles[slot];
    if (vehicle === undefined) store.vehicle.value = undefined;
    this.#source?.watch(vehicle?.id);
    if (this.#stage !== undefined && vehicle !== undefined) {
      this.#refreshVehicle(this.#stage);
      this.#notify('selected', vehicle.id);
    }
    if (store.sheet.value !== 'none') store.sheet.value = vehicle === undefined ? 'none' : 'vehicle';
  }

  /** Chooses what is under a place of the picture; nothing where nothing is. */
  pick(x_px: number, y_px: number): string | undefined {
    const slot = this.#stage?.pick(x_px, y_px) ?? -1;
    const vehicle = this.#stage?.fleet.vehicles[slot];
    this.#select(vehicle === undefined ? -1 : slot);
    if (vehicle !== undefined && window.innerWidth < 900) this.store.sheet.value = 'vehicle';
    return vehicle?.id;
  }

  #notify(kind: Notice['kind'], value: string): void {
    this.#notices += 1;
    this.store.notice.value = { kind, value, number: this.#notices };
  }

  #ask(command: Parameters<ViewSource['request']>[0]): void {
    const request = this.#source?.request(command) ?? 0;
    if (request === 0) return this.#notify('no_answer', '');
    if (this.#asked !== undefined) clearTimeout(this.#asked.timer);
    const timer = setTimeout(() => this.#notify('no_answer', ''), REPLY_TIMEOUT_MS);
    this.#asked = { request, timer };
  }

  #createActions(): Actions {
    const { store } = this;
    const stage = this.#stage;
    return {
      pause: () => this.#ask({ pause: {} }),
      resume: () => this.#ask({ resume: {} }),
      step: () => this.#ask({ step: { ticks: 1 } }),
      setPace: (pace) => this.#ask({ pace: { pace } }),
      chooseRun: (run) => this.#source?.chooseRun(run),
      select: (id) => {
        const slot = id === undefined || stage === undefined ? -1 : shownSlot(stage.fleet, id);
        if (id !== undefined && slot < 0) this.#notify('not_found', id);
        this.#select(slot);
        if (slot >= 0) this.actions.follow(true);
      },
      // The list in the panel is up to 0.2 s old: whoever types faster than that is right all the same.
      find: (query) => {
        if (query === '') return;
        this.actions.select(findIds(stage === undefined ? [] : shownIds(stage.fleet), query)[0] ?? query);
      },
      follow: (on) => {
        if (stage === undefined) return;
        stage.following = on && stage.selected >= 0;
        this.refresh();
      },
      home: () => stage?.lookAtStart(true),
      setLayers: (layers) => {
        store.layers.value = layers;
        stage?.setLayers(layers);
      },
      setLight: (light) => {
        store.light.value = light;
        this.#applyLight();
      },
      setQuality: (wish) => {
        store.quality_wish.value = wish;
        if (wish !== 'auto') stage?.setQuality(wish);
        else stage?.setQuality(stage.software ? 'lite' : 'high');
      },
      copy: (text) => {
        navigator.clipboard.writeText(text).then(
          () => this.#notify('copied', ''),
          () => {},
        );
      },
    };
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
