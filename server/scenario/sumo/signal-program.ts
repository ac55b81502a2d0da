/**
 * Reads `<tlLogic>` with its phases, in nets and in additional files alike; several programs per signal are kept in the
 * order of loading, and the last one wins.
 */
import type { PhaseSpec, SignalSpec } from '../../simulation/network-spec.ts';
import { UserError } from '../user-error.ts';
import { badValue, numberOf, optional, parseNumber, required, splitWords, timeOf } from './attribute.ts';
import { note, type ImportReport } from './import-report.ts';
import type { ProgramRecord } from './network-record.ts';
import { placeOf, type XmlElement } from './xml-source.ts';

/** A phase without an end: SUMO gives a phase with minDur but no maxDur the largest 32-bit integer of milliseconds. */
const FOREVER_MS = 2147483647;
const MAX_GAP_S = 3;
const DETECTOR_GAP_S = 2;
/** Parameters of actuated programs that are read. */
const READ_PARAMETERS = new Set(['max-gap', 'detector-gap']);
/** Parameters that only steer outputs or pictures. */
const SILENT_PARAMETERS = new Set(['show-detectors', 'file', 'freq', 'vTypes', 'build-all-detectors', 'detectPersons']);
/** Parameters of SUMO's actuated programs that change their behaviour and are not read. */
const OTHER_PARAMETERS = new Set([
  'passing-time',
  'jam-threshold',
  'inactive-threshold',
  'detector-length',
  'detector-length-leftTurn',
  'coordinated',
  'cycleTime',
  'linkMaxDur',
  'linkMinDur',
  'minRecall',
  'maxRecall',
  'hide-conditions',
  'max-gap',
  'detector-gap',
]);

export interface ProgramReader {
  /** True where the element was part of a program. */
  open(element: XmlElement, parent: string): boolean;
  close(name: string): void;
}

/** A reader that adds what it meets to `programs`. */
export function createProgramReader(programs: Map<string, ProgramRecord[]>, report: ImportReport): ProgramReader {
  let current: ProgramRecord | undefined;
  return {
    open(element, parent) {
      if (element.name === 'tlLogic') {
        current = readProgram(element);
        return true;
      }
      if (current === undefined || parent !== 'tlLogic') return false;
      if (element.name === 'phase') current.phases.push(...readPhase(element, current));
      else if (element.name === 'param') {
        current.parameters.set(required(element, 'key'), optional(element, 'value') ?? '');
      }
      return true;
    },
    close(name) {
      if (name !== 'tlLogic' || current === undefined) return;
      store(programs, current, report);
      current = undefined;
    },
  };
}

function readProgram(element: XmlElement): ProgramRecord {
  const offset = optional(element, 'offset') ?? '0';
  return {
    id: required(element, 'id'),
    program: optional(element, 'programID') ?? optional(element, 'subkey') ?? '0',
    type: optional(element, 'type') ?? 'static',
    // "begin" lets the program start with the run, which is where its clock stands anyway.
    offset_ms: offset === 'begin' || offset === '' ? 0 : timeOf(element, 'offset', 0),
    phases: [],
    parameters: new Map(),
    place: placeOf(element),
  };
}

/** A phase; one of NEMA type brings its yellow and red along as further phases. */
function readPhase(element: XmlElement, program: ProgramRecord): PhaseSpec[] {
  const duration_ms = timeOf(element, 'duration', program.type === 'NEMA' ? timeOf(element, 'maxDur', 0) : undefined);
  const state = required(element, 'state');
  if (duration_ms < 0) throw badValue(element, 'duration', 'a time from 0 on');
  if (!/^[rRuyYgGsoO]+$/.test(state)) throw badValue(element, 'state', 'a row of the letters r R u y Y g G s o O');
  const hasMin = optional(element, 'minDur') !== undefined;
  const min_ms = durationOr(timeOf(element, 'minDur', duration_ms), duration_ms);
  const max_ms = durationOr(timeOf(element, 'maxDur', hasMin ? FOREVER_MS : duration_ms), FOREVER_MS);
  const name = optional(element, 'name');
  const next = splitWords(optional(element, 'next') ?? '').map((word) => {
    const index = parseNumber(word);
    if (index === undefined || !Number.isSafeInteger(index) || index < 0) {
      throw badValue(element, 'next', 'a list of phase indices');
    }
    return index;
  });
  const phase: PhaseSpec = {
    state,
    duration_ms,
    min_ms: Math.min(min_ms, FOREVER_MS),
    max_ms: Math.min(Math.max(max_ms, min_ms), FOREVER_MS),
    next: program.type === 'NEMA' ? [] : next,
    ...(name === undefined ? {} : { name }),
  };
  return program.type === 'NEMA' ? [phase, ...clearance(element, phase)] : [phase];
}

/** SUMO writes -1 where a duration is not set. */
function durationOr(value: number, fallback: number): number {
  return value < 0 ? fallback : value;
}

/** Yellow and all-red behind a NEMA phase, which only names their lengths. */
function clearance(element: XmlElement, green: PhaseSpec): PhaseSpec[] {
  const steps: PhaseSpec[] = [];
  const add = (state: string, seconds: number): void => {
    const ms = Math.round(seconds * 1000);
    if (ms > 0) steps.push({ state, duration_ms: ms, min_ms: ms, max_ms: ms, next: [] });
  };
  add(green.state.replace(/[gG]/g, 'y'), numberOf(element, 'yellow', 3));
  add(green.state.replace(/[gGyY]/g, 'r'), numberOf(element, 'red', 2));
  return steps;
}

/**
 * Puts a program behind those of the same signal. One without phases only changes the offset and the parameters of the
 * program that has its name already.
 */
function store(programs: Map<string, ProgramRecord[]>, program: ProgramRecord, report: ImportReport): void {
  const known = programs.get(program.id) ?? [];
  const same = known.find((entry) => entry.program === program.program);
  const others = known.filter((entry) => entry !== same);
  if (program.phases.length === 0 && program.program !== 'off') {
    if (same === undefined) {
      note(report, 'dropped', 'signal program without phases', `"${program.id}"`, program.place);
      return;
    }
    const parameters = new Map([...same.parameters, ...program.parameters]);
    programs.set(program.id, [...others, { ...same, offset_ms: program.offset_ms, parameters }]);
    return;
  }
  checkPhases(program);
  programs.set(program.id, [...others, program]);
}

function checkPhases(program: ProgramRecord): void {
  const first = program.phases[0];
  for (const phase of program.phases) {
    if (phase.state.length !== first.state.length) {
      throw new UserError(`signal program "${program.id}" (${program.program}) has states of different lengths`, {
        place: program.place,
        hint: 'each phase needs one letter per link',
      });
    }
    const beyond = phase.next.find((index) => index >= program.phases.length);
    if (beyond !== undefined) {
      throw new UserError(
        `signal program "${program.id}" (${program.program}) leads to phase ${beyond}, which it has not`,
        {
          place: program.place,
          hint: `phases are counted from 0 to ${program.phases.length - 1}`,
        },
      );
    }
  }
}

/** The engine's record of a program; kinds that the engine does not have are reported and approximated. */
export function signalOf(program: ProgramRecord, report: ImportReport): SignalSpec {
  const kind = kindOf(program, report);
  reportParameters(program, report);
  return {
    id: program.id,
    program: program.program,
    kind,
    offset_ms: program.offset_ms,
    phases: program.phases,
    max_gap_ms: Math.round(1000 * parameterOf(program, 'max-gap', MAX_GAP_S)),
    detector_gap_ms: Math.round(1000 * parameterOf(program, 'detector-gap', DETECTOR_GAP_S)),
  };
}

function reportParameters(program: ProgramRecord, report: ImportReport): void {
  for (const [key] of program.parameters) {
    if (READ_PARAMETERS.has(key)) continue;
    // A lane or link may stand behind a colon.
    const name = key.split(':')[0];
    const subject = `tlLogic param ${name}${key === name ? '' : ':...'}`;
    if (program.type !== 'actuated' || SILENT_PARAMETERS.has(name)) {
      note(report, 'ignored', subject, 'not used', program.place);
    } else if (OTHER_PARAMETERS.has(name)) {
      note(report, 'approximated', subject, 'not used: green is held by gaps alone', program.place);
    } else {
      note(report, 'unknown', subject, 'not used', program.place);
    }
  }
}

function kindOf(program: ProgramRecord, report: ImportReport): SignalSpec['kind'] {
  if (program.program === 'off') return 'off';
  if (program.type === 'static' || program.type === 'actuated') return program.type;
  const actuated = program.type === 'delay_based' || program.type === 'NEMA';
  const detail = actuated ? 'driven as actuated' : 'driven as static';
  note(report, 'approximated', `tlLogic.type "${program.type}"`, detail, program.place);
  return actuated ? 'actuated' : 'static';
}

function parameterOf(program: ProgramRecord, key: string, fallback: number): number {
  const text = program.parameters.get(key);
  if (text === undefined) return fallback;
  const value = parseNumber(text);
  if (value === undefined || value < 0) {
    throw new UserError(`parameter ${key}="${text}" of signal "${program.id}" is not a number of seconds`, {
      place: program.place,
      hint: `write ${key} as seconds`,
    });
  }
  return value;
}
