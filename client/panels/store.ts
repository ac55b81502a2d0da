/** What the panels show, as signals: written by the page's loop (page.ts) a few times a second, read by components. */
import { signal } from '@preact/signals';
import type { v2x } from '../../protos/wire/generated.js';
import { EMPTY_HISTORY } from '../figure-history.ts';
import type { FigureHistory } from '../figure-history.ts';
import { FIRST_LAYERS } from '../scene/layers.ts';
import type { LayerSwitches } from '../scene/layers.ts';
import type { Theme } from '../scene/palette.ts';
import type { Quality } from '../scene/quality.ts';
import type { ConnectionState } from '../source/connection.ts';
import type { Thing } from '../scene/places.ts';
import type { WarningFact } from '../source/events.ts';
import type { HeardMessage } from '../source/heard-buffer.ts';
import type { RunFacts } from '../source/source.ts';
import type { StationState } from '../source/station-status.ts';
import type { LoggedWarning } from '../warning-log.ts';
import type { PlaceCard } from './place-card.ts';
import type { TableRow } from './table-rows.ts';

export type LightWish = 'auto' | Theme;
export type QualityWish = 'auto' | Quality;
/** Which sheet is open on a narrow screen. */
export type SheetName = 'none' | 'run' | 'view' | 'vehicle' | 'warnings';

/** The chosen vehicle as the picture has it. */
export interface VehicleCard {
  readonly id: string;
  readonly vehicle_class: string;
  readonly shape: string;
  readonly length_m: number;
  readonly width_m: number;
  readonly speed_mps: number;
  /** Degrees clockwise from north. */
  readonly heading_deg: number;
  readonly x: number;
  readonly y: number;
  readonly state: number;
  readonly following: boolean;
  /** Outside agent that drives it; empty = built in. */
  readonly agent: string;
  /** As on the wire; empty where nothing models its energy. */
  readonly powertrain: string;
  /** State of charge, 0-1; -1 where nothing tells it. */
  readonly soc: number;
}

/** What a client may be told: a text key's values are filled in by the component. */
export interface Notice {
  readonly kind: 'selected' | 'left' | 'refused' | 'no_answer' | 'not_found' | 'copied';
  readonly value: string;
  readonly number: number;
}

export function createStore() {
  return {
    connection: signal<ConnectionState>('connecting'),
    frame_age_s: signal(0),
    runs: signal<readonly RunFacts[]>([]),
    run: signal(''),
    scenario: signal(''),
    facts: signal<v2x.server.ScenarioFacts | undefined>(undefined),
    server: signal<v2x.server.ServerState.$Shape | undefined>(undefined),
    /** As server/state or the figures said last: a client may miss either. */
    paused: signal(false),
    /** 0 = as fast as possible. */
    pace: signal(1),
    sim_ms: signal(0),
    /** ms since midnight, -1 where unknown. */
    time_of_day_ms: signal(-1),
    running: signal(0),
    /** The figures over time. */
    history: signal<FigureHistory>(EMPTY_HISTORY),
    /** Are the charts open? */
    dock: signal(false),
    kpi: signal<v2x.view.ViewKpi | undefined>(undefined),
    vehicle: signal<VehicleCard | undefined>(undefined),
    heard: signal<readonly HeardMessage[]>([]),
    has_messages: signal(true),
    notice: signal<Notice | undefined>(undefined),
    layers: signal<LayerSwitches>(FIRST_LAYERS),
    light: signal<LightWish>('auto'),
    theme: signal<Theme>('day'),
    quality_wish: signal<QualityWish>('auto'),
    quality: signal<Quality>('high'),
    software: signal(false),
    has_picture: signal(true),
    sheet: signal<SheetName>('none'),
    help: signal(false),
    table: signal(false),
    gallery: signal(false),
    /** Filled while the table is open. */
    rows: signal<{ readonly vehicles: readonly TableRow[]; readonly places: readonly TableRow[] }>({
      vehicles: [],
      places: [],
    }),
    /** Everything that can be found. */
    things: signal<readonly Thing[]>([]),
    chosen: signal<Thing | undefined>(undefined),
    place: signal<PlaceCard | undefined>(undefined),
    /** Last state of each station. */
    stations: signal<ReadonlyMap<string, StationState>>(new Map()),
    /** Warnings that are on, the most urgent first. */
    warnings: signal<readonly WarningFact[]>([]),
    /** Warnings that began lately, the newest first. */
    warning_log: signal<readonly LoggedWarning[]>([]),
  };
}

export type Store = ReturnType<typeof createStore>;

/** What a person can do; the page carries it out. */
export interface Actions {
  pause(): void;
  resume(): void;
  step(): void;
  setPace(pace: number): void;
  chooseRun(run: string): void;
  select(thing: Thing | undefined): void;
  /** Chooses the first thing whose id holds the query, vehicles first, among those that are there at this moment. */
  find(query: string): void;
  follow(on: boolean): void;
  home(): void;
  setLayers(layers: LayerSwitches): void;
  setLight(light: LightWish): void;
  setQuality(quality: QualityWish): void;
  copy(text: string): void;
}

export interface PanelProps {
  readonly store: Store;
  readonly actions: Actions;
}
