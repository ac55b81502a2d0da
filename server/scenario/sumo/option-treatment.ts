/**
 * What happens to the options of a .sumocfg that are not honoured (those are read in config-file.ts).
 * README.md beside this file shows the same table.
 */

/** Other spellings of options that are read. */
export const OPTION_SYNONYMS: Readonly<Record<string, string>> = {
  net: 'net-file',
  n: 'net-file',
  route: 'route-files',
  routes: 'route-files',
  'route-file': 'route-files',
  r: 'route-files',
  additional: 'additional-files',
  'additional-file': 'additional-files',
  a: 'additional-files',
  b: 'begin',
  e: 'end',
  srand: 'seed',
};

/** Options that are honoured, for the documentation. */
export const HONOURED_OPTIONS = [
  'net-file',
  'route-files',
  'additional-files',
  'begin',
  'end',
  'step-length',
  'seed',
  'scale',
  'default.speeddev',
  'tls.all-off',
] as const;

const OUTPUT = 'steers outputs only';
const NO_TELEPORT = 'no vehicle is ever teleported';

export const CONFIG_OPTIONS: {
  readonly approximated: Readonly<Record<string, string>>;
  readonly ignored: Readonly<Record<string, string>>;
  /** By the beginning of the name. */
  readonly families: Readonly<Record<string, string>>;
} = {
  approximated: {
    'lateral-resolution': 'vehicles drive in the middle of their lane',
    'lanechange.duration': 'a lane change lasts as long as the lane change model says',
    'lanechange.overtake-right': 'the lane change model decides',
    'default.carfollowmodel': 'every vehicle follows by IDM',
    'default.emergencydecel': 'each class keeps its own limit of braking',
    'default.action-step-length': 'drivers react in every step',
    'max-num-vehicles': 'departures are not held back',
    'max-depart-delay': 'a vehicle waits for its insertion as long as it takes',
    'random-depart-offset': 'departures stay as given',
    'no-internal-links': 'paths across junctions stay',
    'collision.action': 'collisions are counted, nobody stops for them',
    'load-state': 'a run starts empty',
    'weight-files': 'routes are found by free-flow times',
    mesosim: 'vehicles are simulated one by one',
    'time-to-impatience': 'every driver keeps the rules of junctions alike',
    'tls.actuated.jam-threshold': 'detectors are not checked for jams',
    'tls.actuated.detector-length': 'detectors are points',
    'tls.yellow.min-decel': 'braking at yellow is up to the driver',
    'ignore-junction-blocker': 'junctions are kept clear by their own rule',
    'parking.maneuver': 'parking takes no manoeuvre',
    'emergency-insert': 'insertion is always checked',
    'step-method.ballistic': 'the update is always ballistic',
  },
  ignored: {
    'time-to-teleport': NO_TELEPORT,
    'max-num-teleports': NO_TELEPORT,
    'ignore-route-errors': 'vehicles with broken routes are reported and left out',
    'ignore-accidents': 'collisions are counted apart',
    'route-steps': 'demand is read as a whole',
    'extrapolate-departpos': 'insertion is always checked',
    'eager-insert': 'insertion is always checked',
    'sloppy-insert': 'insertion is always checked',
    'waiting-time-memory': OUTPUT,
    'startup-wait-threshold': OUTPUT,
    'emergencydecel.warning-threshold': OUTPUT,
    threads: 'a run has one thread',
    'junction-taz': 'junctions may be origin and goal anyway',
    verbose: OUTPUT,
    'no-warnings': OUTPUT,
    'aggregate-warnings': OUTPUT,
    'no-step-log': OUTPUT,
    'print-options': OUTPUT,
    log: OUTPUT,
    'message-log': OUTPUT,
    'error-log': OUTPUT,
    'output-prefix': OUTPUT,
    precision: OUTPUT,
    'precision.geo': OUTPUT,
    'human-readable-time': OUTPUT,
    'write-license': OUTPUT,
    'netstate-dump': OUTPUT,
    'xml-validation': 'files are checked as they are read',
    'remote-port': 'agents attach in another way',
    'num-clients': 'agents attach in another way',
    'gui-settings-file': 'only for drawing',
    start: 'only for drawing',
    delay: 'only for drawing',
    random: 'a run always has a seed',
    'routing-algorithm': 'shortest free-flow time',
    'pedestrian.model': 'persons and containers are not simulated',
    'no-duration-log': OUTPUT,
    'tls.actuated.show-detectors': OUTPUT,
    'replay-rerouting': 'vehicles keep their routes',
  },
  families: {
    'duration-log.': OUTPUT,
    'step-log': OUTPUT,
    'netstate-dump.': OUTPUT,
    'save-state': OUTPUT,
    'xml-validation.': 'files are checked as they are read',
    'time-to-teleport.': NO_TELEPORT,
    'pedestrian.': 'persons and containers are not simulated',
    'person-device.': 'persons and containers are not simulated',
    'persontrip.': 'persons and containers are not simulated',
    'meso-': 'vehicles are simulated one by one',
    'collision.': 'collisions are counted by a check of its own',
    'device.': 'devices of SUMO: equipment comes from the scenario',
    'emissions.': 'energy comes from the energy model',
    'phemlight-': 'energy comes from the energy model',
    'overhead-wire.': 'for trolley buses',
    'railway.': 'for railways',
    'astar.': 'shortest free-flow time',
    'weights.': 'shortest free-flow time',
    gui: 'only for drawing',
  },
};
