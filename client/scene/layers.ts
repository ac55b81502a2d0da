/** What of the picture can be switched off, with the key that does it. */

export const LAYERS = [
  'signals',
  'vehicles',
  'rsus',
  'ranges',
  'arcs',
  'warnings',
  'labels',
  'stations',
  'buildings',
  'markings',
  'trees',
  'soc',
  'colors',
] as const;
export type LayerName = (typeof LAYERS)[number];
export type LayerSwitches = Readonly<Record<LayerName, boolean>>;

/** One key each; none of them moves the eye. */
export const LAYER_KEYS: Readonly<Record<LayerName, string>> = {
  signals: '1',
  vehicles: '2',
  rsus: '3',
  ranges: '4',
  arcs: '5',
  warnings: '6',
  labels: '7',
  stations: '8',
  buildings: '9',
  markings: 'm',
  trees: 't',
  soc: '0',
  colors: 'p',
};

export const FIRST_LAYERS: LayerSwitches = {
  signals: true,
  vehicles: true,
  rsus: true,
  ranges: false,
  arcs: true,
  warnings: true,
  labels: true,
  stations: true,
  buildings: true,
  markings: true,
  trees: true,
  soc: false,
  colors: false,
};
