/**
 * Ties source, stage and panels together: payloads go to the stage and the store, a person's wishes to stage and source,
 * and a few times a second the store learns how things stand. Owns everything that must be stopped.
 */
import { v2x } from '../protos/wire/generated.js';
import type { PageSettings } from './settings.ts';
import { createChoice } from './choice.ts';
import type { Choice } from './choice.ts';
import { allThings, createActions } from './page-actions.ts';
import { EMPTY_HISTORY, withFigures } from './figure-history.ts';
import { createStore } from './panels/store.ts';
import { placeRows, vehicleRows } from './panels/table-rows.ts';
import type { Actions, Notice, Store } from './panels/store.ts';
import { themeAt } from './scene/palette.ts';
import type { Thing } from './scene/places.ts';
import type { Stage } from './scene/stage.ts';
import { connectionState } from './source/connection.ts';
import type { LinkState } from './source/connection.ts';
import { readEvents } from './source/events.ts';
import { readNetwork } from './source/facts.ts';
import { readScene } from './source/scene-facts.ts';
import type { SceneFacts } from './source/scene-facts.ts';
import { readStation } from './source/station-status.ts';
import type { ControlCommand, RunFacts, SourceListener, ViewSource } from './source/source.ts';
import { language } from './text/text.ts';
import { mapNames, stationNames } from './scene-names.ts';
import { createWarningLog } from './warning-log.ts';

const PANEL_PERIOD_MS = 200;
/** Screens of this height have room for charts; of this width for side panels. */
const ROOMY_PX = 800;
const NARROW_PX = 900;
const REPLY_TIMEOUT_MS = 3000;

export class Page {
  readonly store: Store = createStore();
  readonly actions: Actions;
  readonly listener: SourceListener;
  /** Payloads that no schema explains: counted, dropped. */
  bad_payloads = 0;
  readonly #stage: Stage | undefined;
  readonly #choice: Choice;
  readonly #warnings = createWarningLog();
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
    // On a low screen the charts would cover the picture.
    this.store.dock.value = window.innerHeight >= ROOMY_PX && window.innerWidth >= NARROW_PX;
    const source = (): ViewSource | undefined => this.#source;
    const notify = (kind: Notice['kind'], value: string): void => this.#notify(kind, value);
    this.#choice = createChoice({ store: this.store, stage, source, notify });
    this.listener = this.#createListener();
    this.actions = createActions({
      store: this.store,
      stage,
      choice: this.#choice,
      source,
      notify,
      ask: (command) => this.#ask(command),
      applyLight: () => this.#applyLight(),
      refresh: () => this.refresh(),
    });
  }

  start(source: ViewSource): void {
    this.#source = source;
    this.store.has_messages.value = source.has_messages;
    this.#timer = setInterval(() => this.refresh(), PANEL_PERIOD_MS);
    language.subscribe(() => this.#showNames());
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
      onEvents: (payload) => this.#attempt(() => this.#takeEvents(payload)),
      onKpi: (payload) => this.#attempt(() => this.#takeFigures(v2x.view.ViewKpi.decode(payload))),
      onStation: (payload) => this.#attempt(() => this.#takeStation(payload)),
      onReply: (payload) => this.#attempt(() => this.#takeReply(v2x.server.ControlReply.decode(payload))),
      onMessage: (message) => {
        if (!this.#choice.takeMessage(message)) this.bad_payloads += 1;
      },
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
    this.#showNames();
  }

  #showNames(): void {
    const stage = this.#stage;
    const stations = stage?.network?.stations ?? [];
    const names = mapNames(this.#facts?.dressing.names ?? [], language.value);
    stage?.overlay.setNames(names, stationNames(stations, this.store.stations.value, language.value));
  }

  #takeFigures(kpi: v2x.view.ViewKpi): void {
    this.store.kpi.value = kpi;
    this.store.history.value = withFigures(this.store.history.value, kpi);
    this.store.paused.value = kpi.paused;
    this.store.pace.value = kpi.pace;
    this.refresh();
  }

  #takeScene(facts: SceneFacts): void {
    this.#facts = facts;
    this.store.scenario.value = facts.scenario;
    this.#stage?.setScene(facts);
    this.#showNames();
    this.#applyLight();
  }

  #takeFrame(frame: v2x.view.ViewFrame): void {
    const now_ms = performance.now();
    if (this.#stage === undefined) this.store.sim_ms.value = Number(frame.simTimeMs);
    else if (!this.#stage.takeFrame(frame, now_ms)) return;
    this.#last_frame_ms = now_ms;
    this.store.running.value = frame.count;
    // The first frame after a silence changes what the page says of its connection: at once, not with the next look.
    if (this.store.connection.value !== 'live') this.refresh();
  }

  #takeEvents(payload: Uint8Array): void {
    const events = readEvents(payload);
    this.#stage?.takeEvents(events, performance.now());
    this.store.warnings.value = events.warnings;
    this.store.warning_log.value = this.#warnings.take(events);
  }

  #takeStation(payload: Uint8Array): void {
    const station = readStation(payload);
    this.store.stations.value = new Map(this.store.stations.value).set(station.id, station);
    this.#stage?.showStations(this.store.stations.value);
    this.#showNames();
  }

  #forget(): void {
    this.#last_frame_ms = -Infinity;
    this.#facts = undefined;
    this.store.kpi.value = undefined;
    this.store.history.value = EMPTY_HISTORY;
    this.store.scenario.value = '';
    this.store.facts.value = undefined;
    this.store.warnings.value = [];
    this.store.warning_log.value = [];
    this.store.stations.value = new Map();
    this.#warnings.forget();
    this.#choice.choose(undefined);
    this.#stage?.forget();
  }

  #takeReply(reply: v2x.server.ControlReply): void {
    if (this.#asked !== undefined && (reply.requestId === this.#asked.request || !reply.ok)) {
      clearTimeout(this.#asked.timer);
      this.#asked = undefined;
    }
    if (!reply.ok) this.#notify('refused', reply.hint === '' ? reply.code : reply.hint);
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
    if (store.chosen.value === undefined) store.things.value = allThings(this.#stage);
    if (store.table.value) {
      const { fleet, places } = this.#stage;
      store.rows.value = { vehicles: vehicleRows(fleet, store.warnings.value), places: placeRows(places) };
    }
    this.#applyLight();
    this.#choice.refresh();
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

  /** Chooses what is under a place of the picture; nothing where nothing is. */
  pick(x_px: number, y_px: number): Thing | undefined {
    const thing = this.#stage?.pick(x_px, y_px);
    this.#choice.choose(thing);
    if (thing !== undefined && window.innerWidth < NARROW_PX) this.store.sheet.value = 'vehicle';
    return thing;
  }

  #notify(kind: Notice['kind'], value: string): void {
    this.#notices += 1;
    this.store.notice.value = { kind, value, number: this.#notices };
  }

  #ask(command: ControlCommand): void {
    const request = this.#source?.request(command) ?? 0;
    if (request === 0) return this.#notify('no_answer', '');
    if (this.#asked !== undefined) clearTimeout(this.#asked.timer);
    const timer = setTimeout(() => this.#notify('no_answer', ''), REPLY_TIMEOUT_MS);
    this.#asked = { request, timer };
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
