import { readdirSync, readFileSync, statfsSync } from 'node:fs';
import { join } from 'node:path';

export type MachineFacts = {
  readonly temperatureC?: number;
  readonly undervoltage?: boolean;
  readonly freeDiskBytes?: number;
};

const THERMAL_ZONE = '/sys/class/thermal/thermal_zone0/temp';
const HWMON = '/sys/class/hwmon';
/** The Raspberry Pi kernel's driver for what the firmware says of the supply. */
const VOLTAGE_DRIVER = 'rpi_volt';

/** What the kernel knows of the machine; a field is absent where this one does not tell. */
export function machineFacts(folder: string): MachineFacts {
  const temperature = Number(textOf(THERMAL_ZONE) ?? Number.NaN);
  const undervoltage = voltageAlarm();
  const freeDiskBytes = freeBytes(folder);
  return {
    ...(Number.isFinite(temperature) && { temperatureC: Math.round(temperature / 100) / 10 }),
    ...(undervoltage !== undefined && { undervoltage }),
    ...(freeDiskBytes !== undefined && { freeDiskBytes }),
  };
}

function voltageAlarm(): boolean | undefined {
  const monitors = attempt(() => readdirSync(HWMON)) ?? [];
  const supply = monitors.find((name) => textOf(join(HWMON, name, 'name')) === VOLTAGE_DRIVER);
  const alarm = supply && textOf(join(HWMON, supply, 'in0_lcrit_alarm'));
  return alarm === undefined ? undefined : alarm === '1';
}

function freeBytes(folder: string): number | undefined {
  return attempt(() => {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  });
}

const textOf = (path: string) => attempt(() => readFileSync(path, 'utf8').trim());

function attempt<Value>(work: () => Value): Value | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
