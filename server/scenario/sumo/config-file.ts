/**
 * Reads a .sumocfg: which files belong to the scenario, its clock and its seed.
 */
import { dirname, isAbsolute, resolve } from 'node:path';
import { UserError } from '../user-error.ts';
import { parseNumber, parseTime } from './attribute.ts';
import { note, type ImportReport } from './import-report.ts';
import { CONFIG_OPTIONS, OPTION_SYNONYMS } from './option-treatment.ts';
import { findFile, placeOf, readXml, shownPath, type XmlElement } from './xml-source.ts';

/** What a configuration says. Paths are resolved and exist. */
export interface SumoConfig {
  net: string;
  readonly routes: string[];
  readonly additional: string[];
  begin_ms: number;
  end_ms?: number;
  step_ms?: number;
  seed?: number;
  /** Factor on the number of departures. */
  scale: number;
  /** Deviation of speed factors of all types that give none themselves; undefined = by class. */
  speed_deviation?: number;
  signals_off: boolean;
}

interface Option {
  readonly name: string;
  readonly value: string;
  readonly place: string;
}

/**
 * The configuration of one file.
 * @throws UserError where it names no net, a file that is not there, or a value that does not fit
 */
export async function readConfig(path: string, report: ImportReport): Promise<SumoConfig> {
  const config: SumoConfig = { net: '', routes: [], additional: [], begin_ms: 0, scale: 1, signals_off: false };
  const folder = dirname(path);
  for (const option of await readOptions(path)) applyOption(config, option, folder, report);
  if (config.net === '') {
    throw new UserError('the configuration names no net', {
      place: shownPath(path),
      hint: 'add <net-file value="NAME.net.xml"/>',
    });
  }
  if (config.end_ms !== undefined && config.end_ms <= config.begin_ms) {
    throw new UserError('the configured end is not after its begin', { place: shownPath(path) });
  }
  return config;
}

/** Options as `<name value="..."/>`, or as `<name>...</name>` in old files. */
async function readOptions(path: string): Promise<Option[]> {
  const options: Option[] = [];
  let open: XmlElement | undefined;
  let content = '';
  await readXml(path, {
    open(element, parents) {
      if (parents.length === 0 && element.name === 'net') {
        throw new UserError('this is a net, not a configuration', {
          place: placeOf(element),
          hint: 'name it .net.xml',
        });
      }
      open = element;
      content = '';
      const value = element.attributes['value'] ?? element.attributes['v'];
      if (value !== undefined) options.push({ name: element.name, value: value.trim(), place: placeOf(element) });
    },
    text(part) {
      content += part;
    },
    close(name) {
      const value = content.trim();
      const plain = open?.name === name && open.attributes['value'] === undefined && open.attributes['v'] === undefined;
      if (plain && value !== '') options.push({ name, value, place: placeOf(open as XmlElement) });
      open = undefined;
      content = '';
    },
  });
  return options;
}

function applyOption(config: SumoConfig, option: Option, folder: string, report: ImportReport): void {
  const name = OPTION_SYNONYMS[option.name] ?? option.name;
  switch (name) {
    case 'net-file':
      config.net = resolveFile(option.value, folder, option);
      break;
    case 'route-files':
      config.routes.push(...fileList(option, folder));
      break;
    case 'additional-files':
      config.additional.push(...fileList(option, folder));
      break;
    case 'begin':
      config.begin_ms = atLeast(0, timeValue(option), option, 'a time from 0 on');
      break;
    case 'end': {
      const end_ms = timeValue(option);
      // SUMO's default of -1 means: until nobody is left.
      if (end_ms >= 0) config.end_ms = end_ms;
      break;
    }
    case 'step-length':
      config.step_ms = atLeast(1, timeValue(option), option, 'a time above 0');
      break;
    case 'seed':
      config.seed = wholeValue(option);
      break;
    case 'scale':
      config.scale = atLeast(0, numberValue(option), option, 'a number from 0 on');
      break;
    case 'default.speeddev':
      if (numberValue(option) >= 0) config.speed_deviation = numberValue(option);
      break;
    case 'tls.all-off':
      config.signals_off = ['true', '1', 'yes', 'on', 'x'].includes(option.value);
      break;
    default:
      reportOption(name, option, report);
  }
}

function reportOption(name: string, option: Option, report: ImportReport): void {
  const family = Object.keys(CONFIG_OPTIONS.families).find((prefix) => name.startsWith(prefix));
  const approximated = CONFIG_OPTIONS.approximated[name];
  const ignored = CONFIG_OPTIONS.ignored[name] ?? (family === undefined ? undefined : CONFIG_OPTIONS.families[family]);
  const subject = `option ${name}`;
  if (approximated !== undefined) note(report, 'approximated', subject, approximated, option.place);
  else if (ignored !== undefined) note(report, 'ignored', subject, ignored, option.place);
  else if (name.endsWith('-output') || name.includes('-output.')) {
    note(report, 'ignored', subject, 'steers outputs only', option.place);
  } else note(report, 'unknown', subject, `value "${option.value}"`, option.place);
}

function numberValue(option: Option): number {
  const value = parseNumber(option.value);
  if (value !== undefined) return value;
  throw new UserError(`option ${option.name}="${option.value}" is not a number`, { place: option.place });
}

function atLeast(least: number, value: number, option: Option, wanted: string): number {
  if (value >= least) return value;
  throw new UserError(`option ${option.name}="${option.value}" is not ${wanted}`, { place: option.place });
}

function wholeValue(option: Option): number {
  const value = numberValue(option);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new UserError(`option ${option.name}="${option.value}" is not a whole number from 0 on`, {
    place: option.place,
  });
}

function timeValue(option: Option): number {
  const value = parseTime(option.value);
  if (value !== undefined) return value;
  throw new UserError(`option ${option.name}="${option.value}" is not a time`, {
    place: option.place,
    hint: 'write seconds or hours:minutes:seconds',
  });
}

/** Names are parted by commas; blanks part them only where the whole is no file. */
function fileList(option: Option, folder: string): string[] {
  const parts = option.value.split(/[,;]/).flatMap((part) => {
    const whole = part.trim();
    if (whole === '') return [];
    return locate(whole, folder) === undefined && /\s/.test(whole) ? whole.split(/\s+/) : [whole];
  });
  return parts.map((part) => resolveFile(part, folder, option));
}

function locate(name: string, folder: string): string | undefined {
  const path = isAbsolute(name) ? name : resolve(folder, name);
  return findFile(path) ?? findFile(isAbsolute(name) ? name : resolve(folder, name.replaceAll('\\', '/')));
}

function resolveFile(name: string, folder: string, option: Option): string {
  const path = locate(name, folder);
  if (path !== undefined) return path;
  throw new UserError(`${option.name} names "${name}", which is not there (nor with .gz)`, {
    place: option.place,
    hint: 'paths count from the folder of the configuration',
  });
}
