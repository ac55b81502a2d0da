/**
 * What happens to each element and attribute of SUMO's files: honoured (taken over), approximated (by something near it)
 * or ignored on purpose. What stands in none of these lists is not understood, and is reported as that.
 * README.md beside this file shows the same table; a test keeps the two equal.
 */
import { note, type ImportReport } from './import-report.ts';
import { placeOf, type XmlElement } from './xml-source.ts';

export interface ElementTreatment {
  /** Attributes that are taken over. */
  readonly honoured: readonly string[];
  /** Attribute -> what is done instead. */
  readonly approximated: Readonly<Record<string, string>>;
  /** Attribute -> why it plays no part. */
  readonly ignored: Readonly<Record<string, string>>;
}

interface Lists {
  readonly honoured?: string;
  readonly approximated?: Readonly<Record<string, string>>;
  readonly ignored?: Readonly<Record<string, string>>;
}

function words(list: string): string[] {
  return list.split(' ').filter((word) => word !== '');
}

function treat(lists: Lists): ElementTreatment {
  return {
    honoured: words(lists.honoured ?? ''),
    approximated: spread(lists.approximated ?? {}),
    ignored: spread(lists.ignored ?? {}),
  };
}

/** Keys may name several attributes: 'a b c': why. */
function spread(lists: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(lists).flatMap(([names, why]) => words(names).map((name) => [name, why])));
}

const DRAWING = 'only for drawing';
const OUTPUT = 'steers outputs only';
const LANE_CHANGE = 'the lane change model is MOBIL';
const WALKERS = 'persons and containers are not simulated';

const ROUTING = {
  honoured:
    'id type route from to via fromJunction toJunction viaJunctions fromTaz toTaz departLane departPos departSpeed departEdge arrivalPos arrivalEdge speedFactor',
  ignored: {
    color: DRAWING,
    'departPosLat arrivalPosLat': 'vehicles drive in the middle of their lane',
    'line personNumber personCapacity containerNumber containerCapacity': WALKERS,
    reroute: 'routes are given or found at departure',
    'arrivalLane arrivalSpeed': 'the trip ends on any lane and at any speed',
    insertionChecks: 'insertion is always checked',
    'modes cost savings': 'not needed to drive the route',
  },
} as const;

const NET: Readonly<Record<string, ElementTreatment>> = {
  net: treat({
    honoured: 'version lefthand',
    ignored: {
      'junctionCornerDetail junctionLinkDetail limitTurnSpeed rectangularLaneCut walkingareas spreadType avoidOverlap junctionHigherSpeed internalJunctionsVehicleWidth':
        'already worked into the lanes',
      'checkLaneFoesAll checkLaneFoesRoundabout': 'conflicts come from geometry and right of way',
      tlsIgnoreInternalJunctionJam: 'junctions are kept clear by their own rule',
    },
  }),
  location: treat({
    honoured: 'netOffset projParameter',
    ignored: { 'convBoundary origBoundary': 'follows from the lanes' },
  }),
  restriction: treat({ approximated: { 'vClass speed': 'speed limits per class are not kept' } }),
  edge: treat({
    honoured: 'id from to function priority name',
    ignored: {
      'type shape spreadType length': 'already worked into the lanes',
      bidi: 'for railways',
      distance: 'kilometre posts',
      crossingEdges: 'crossings are only drawn',
    },
  }),
  lane: treat({
    honoured: 'id index speed length width allow disallow shape changeLeft changeRight',
    ignored: {
      customShape: 'the shape itself is read',
      'endOffset acceleration type prefer': 'plays no part in driving here',
    },
    approximated: { friction: 'roads are dry' },
  }),
  neigh: treat({ ignored: { lane: 'overtaking on the opposite lane comes from elsewhere' } }),
  stopOffset: treat({ approximated: { 'value vClasses exceptions': 'vehicles stop at the end of the lane' } }),
  junction: treat({
    honoured: 'id type x y z incLanes intLanes shape',
    ignored: { 'customShape name radius rightOfWay fringe': 'already worked into shapes and requests' },
  }),
  request: treat({ honoured: 'index response foes cont' }),
  connection: treat({
    honoured: 'from to fromLane toLane via tl linkIndex linkno dir state pass keepClear allow disallow uncontrolled',
    ignored: {
      'contPos speed length shape type': 'already worked into the internal lane',
    },
    approximated: {
      visibility: 'approaching vehicles are seen from everywhere',
      'indirect linkIndex2': 'driven as one movement with one signal',
      'changeLeft changeRight': 'lanes are not changed inside a junction',
    },
  }),
  tlLogic: treat({ honoured: 'id programID subkey type offset' }),
  phase: treat({
    honoured: 'duration state minDur maxDur next name',
    approximated: {
      'earliestEnd latestEnd earlyTarget finalTarget': 'coordination and conditions of actuated phases are left out',
      'yellow red vehext': 'NEMA: yellow and red become phases of their own',
    },
  }),
  condition: treat({ approximated: { 'id value': 'conditions of actuated phases are left out' } }),
  assignment: treat({ approximated: { 'id check value': 'conditions of actuated phases are left out' } }),
  function: treat({ approximated: { 'id nArgs': 'conditions of actuated phases are left out' } }),
  WAUT: treat({ honoured: 'id startProg', approximated: { 'refTime period': 'signals keep the start program' } }),
  wautSwitch: treat({ approximated: { 'to time': 'signals keep the start program' } }),
  wautJunction: treat({ honoured: 'wautID junctionID', ignored: { 'procedure synchron': 'nothing is switched' } }),
  prohibition: treat({ ignored: { 'prohibitor prohibited': 'already worked into the requests' } }),
  roundabout: treat({ honoured: 'nodes edges' }),
  taz: treat({ honoured: 'id edges', ignored: { 'shape center fill color name': DRAWING } }),
  tazSource: treat({ honoured: 'id weight' }),
  tazSink: treat({ honoured: 'id weight' }),
  param: treat({ honoured: 'key value' }),
};

const PLACES: Readonly<Record<string, ElementTreatment>> = Object.fromEntries(
  ['busStop', 'trainStop', 'containerStop', 'parkingArea', 'chargingStation'].map((name) => [
    name,
    treat({
      honoured: 'id lane startPos endPos friendlyPos name',
      ignored: {
        'color width length angle': DRAWING,
        'lines personCapacity containerCapacity': WALKERS,
        'power efficiency chargeInTransit chargeDelay chargeType totalPower': 'charging comes from the energy model',
      },
      approximated: {
        'roadsideCapacity onRoad departPos parkingLength acceptedBadges': 'a place takes as many vehicles as come',
      },
    }),
  ]),
);

const DEMAND: Readonly<Record<string, ElementTreatment>> = {
  vType: treat({
    honoured:
      'id vClass length width height maxSpeed desiredMaxSpeed accel decel emergencyDecel tau minGap delta speedFactor speedDev guiShape color probability carFollowModel',
    approximated: {
      sigma: 'drivers do not dawdle',
      'sigmaStep startupDelay stepping actionStepLength hasDriverState': 'drivers react in every step',
      apparentDecel: 'others reckon with decel',
      collisionMinGapFactor: 'the whole gap is kept',
      'adaptTime adaptFactor tmp1 tmp2 tmp3 tmp4 tmp5 tauLast apProb k phi security estimation cc1 cc2 cc3 cc4 cc5 cc6 cc7 cc8 cc9 c1 ccDecel constSpacing kp lambda omegaN tauEngine xi lanesCount ccAccel ploegKp ploegKd ploegH flatbedKa flatbedKv flatbedKp flatbedD flatbedH applyDriverState speedControlGain speedControlMinGap gapClosingControlGainSpeed gapClosingControlGainSpace gapControlGainSpeed gapControlGainSpace collisionAvoidanceGainSpeed collisionAvoidanceGainSpace collisionAvoidanceOverride tauCACCToACC speedControlGainCACC gapClosingControlGainGap gapClosingControlGainGapDot gapControlGainGap gapControlGainGapDot collisionAvoidanceGainGap collisionAvoidanceGainGapDot tPersDrive tpreview treaction tPersEstimate ccoolness sigmaleader sigmagap sigmaerror jerkmax epsilonacc taccmax Mflatness Mbegin vehdynamics maxvehpreview':
        'parameter of another car following model',
      'lcStrategic lcCooperative lcSpeedGain lcKeepRight lcOpposite lcLookaheadLeft lcSpeedGainRight lcSpeedGainLookahead lcCooperativeRoundabout lcCooperativeSpeed lcOvertakeRight lcAssertive lcSigma lcKeepRightAcceptanceTime lcOvertakeDeltaSpeedFactor lcStrategicLookahead lcCooperativeHelpTime laneChangeModel':
        LANE_CHANGE,
      'jmCrossingGap jmDriveAfterYellowTime jmDriveAfterRedTime jmDriveRedSpeed jmIgnoreKeepClearTime jmIgnoreFoeSpeed jmIgnoreFoeProb jmIgnoreJunctionFoeProb jmSigmaMinor jmStoplineGap jmTimegapMinor jmExtraGap jmAdvance jmAllwayStopWait impatience':
        'every driver keeps the rules of junctions alike',
      scale: 'counts of one type are not scaled',
    },
    ignored: {
      'emissionClass mass': 'energy comes from the energy model',
      'imgFile osgFile': DRAWING,
      'personCapacity containerCapacity boardingDuration loadingDuration': WALKERS,
      'lcSublane lcPushy lcPushyGap lcTurnAlignmentDistance lcImpatience lcTimeToImpatience lcAccelLat lcMaxSpeedLatStanding lcMaxSpeedLatFactor lcMaxDistLatStanding lcLaneDiscipline maxSpeedLat latAlignment minGapLat':
        'vehicles drive in the middle of their lane',
      'timeToTeleport timeToTeleportBidi': 'no vehicle is ever teleported',
      'maneuverAngleTimes parkingBadges': 'parking takes no manoeuvre',
      'trainType carriageLength locomotiveLength carriageGap carriageDoors': 'for railways',
    },
  }),
  vTypeDistribution: treat({
    honoured: 'id vTypes probabilities',
    approximated: { deterministic: 'types are drawn at random, by the departure' },
  }),
  route: treat({
    honoured: 'id edges repeat cycleTime probability refId',
    ignored: {
      'color cost savings exitTimes routeLength last reason replacedOnEdge replacedOnIndex replacedAtTime':
        'not needed to drive the route',
    },
  }),
  routeDistribution: treat({
    honoured: 'id routes probabilities',
    approximated: { last: 'routes are drawn by their probabilities' },
  }),
  vehicle: treat({ honoured: `${ROUTING.honoured} depart`, ignored: ROUTING.ignored }),
  trip: treat({ honoured: `${ROUTING.honoured} depart`, ignored: ROUTING.ignored }),
  flow: treat({
    honoured: `${ROUTING.honoured} begin end number period vehsPerHour perHour probability`,
    ignored: ROUTING.ignored,
  }),
  tlLogics: treat({}),
  interval: treat({ honoured: 'id begin end' }),
  include: treat({ honoured: 'href' }),
  stop: treat({
    honoured:
      'lane edge busStop trainStop containerStop chargingStation parkingArea startPos endPos friendlyPos duration until parking',
    ignored: {
      'arrival started ended actualArrival depart extension onDemand priorEdges priorEdgesLength collision':
        'the timetable follows from duration and until',
      'actType tripId line posLat': 'says nothing about driving',
      'expected expectedContainers permitted': WALKERS,
    },
    approximated: {
      'triggered containerTriggered': 'leaves after duration and until, waits for nobody',
      speed: 'a place to pass at a speed is passed freely',
      'split join jump jumpUntil': 'vehicles are not coupled',
      index: 'stops are taken in the order of the file',
    },
  }),
};

/** By element name. */
export const TREATMENTS: Readonly<Record<string, ElementTreatment>> = { ...NET, ...PLACES, ...DEMAND };

/** Whole elements with all that they hold: name -> why they play no part. */
export const IGNORED_ELEMENTS: Readonly<Record<string, string>> = {
  ...spread({
    'e1Detector e2Detector e3Detector inductionLoop laneAreaDetector entryExitDetector instantInductionLoop multiEntryExitDetector edgeData laneData timedEvent vTypeProbe routeProbe':
      OUTPUT,
    'poly poi': DRAWING,
    'person personFlow container containerFlow': WALKERS,
    'overheadWire overheadWireSegment overheadWireClamp tractionSubstation': 'for trolley buses',
    railSignalConstraints: 'for railways',
    type: 'defaults of netconvert, already worked into the edges',
    'viewsettings viewport scheme': DRAWING,
  }),
};

/** Whole elements that would change the traffic and are not there: name -> what happens instead. */
export const UNSUPPORTED_ELEMENTS: Readonly<Record<string, string>> = {
  rerouter: 'vehicles keep their routes',
  variableSpeedSign: 'speed limits stay as in the net',
  calibrator: 'flows stay as given',
  vaporizer: 'vehicles are not taken out',
};

/**
 * Reports what of an element is not taken over as it stands. Call once for each element, in order.
 * @param path names of the enclosing elements, outermost first
 * @returns false where the element is not to be read (not understood, or part of something left out)
 */
export function checkElement(element: XmlElement, path: readonly string[], report: ImportReport): boolean {
  if (path.some((name) => Object.hasOwn(IGNORED_ELEMENTS, name) || Object.hasOwn(UNSUPPORTED_ELEMENTS, name))) {
    return false;
  }
  const { name } = element;
  const place = placeOf(element);
  if (Object.hasOwn(IGNORED_ELEMENTS, name)) {
    note(report, 'ignored', `<${name}>`, IGNORED_ELEMENTS[name], place);
    return false;
  }
  if (Object.hasOwn(UNSUPPORTED_ELEMENTS, name)) {
    note(report, 'approximated', `<${name}>`, UNSUPPORTED_ELEMENTS[name], place);
    return false;
  }
  const table = Object.hasOwn(TREATMENTS, name) ? TREATMENTS[name] : undefined;
  if (table === undefined) {
    // The root of an additional file may have any name.
    if (path.length > 0) note(report, 'unknown', `<${name}> in <${path[path.length - 1]}>`, 'not understood', place);
    return false;
  }
  if (name === 'param' && path.at(-1) !== 'tlLogic') {
    note(report, 'ignored', `<param> in <${path.at(-1) ?? ''}>`, 'parameters for other tools', place);
    return false;
  }
  checkAttributes(element, table, place, report);
  return true;
}

function checkAttributes(element: XmlElement, table: ElementTreatment, place: string, report: ImportReport): void {
  for (const name in element.attributes) {
    if (table.honoured.includes(name) || name.startsWith('xmlns') || name.startsWith('xsi:')) continue;
    const approximated = Object.hasOwn(table.approximated, name) ? table.approximated[name] : undefined;
    const ignored = Object.hasOwn(table.ignored, name) ? table.ignored[name] : undefined;
    const subject = `${element.name}.${name}`;
    if (approximated !== undefined) note(report, 'approximated', subject, approximated, place);
    else if (ignored !== undefined) note(report, 'ignored', subject, ignored, place);
    else note(report, 'unknown', `attribute ${subject}`, `value "${short(element.attributes[name])}"`, place);
  }
}

function short(value: string): string {
  return value.length > 40 ? `${value.slice(0, 40)}...` : value;
}
