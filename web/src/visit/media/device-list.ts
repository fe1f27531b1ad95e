import type { Device, Devices } from '../types';
import { mediaDevices } from './browser';

const NAMES: Record<string, string> = { videoinput: 'Camera', audioinput: 'Microphone', audiooutput: 'Speaker' };

/** Lists devices by kind; without permission they have numbers, not names. */
export function toDevices(devices: MediaDeviceInfo[]): Devices {
  const of = (kind: MediaDeviceKind): Device[] =>
    devices
      .filter((each) => each.kind === kind && each.deviceId)
      .map((each, place) => ({ id: each.deviceId, label: each.label || `${NAMES[kind]} ${place + 1}` }));
  return { cameras: of('videoinput'), microphones: of('audioinput'), speakers: of('audiooutput') };
}

export async function listDevices(): Promise<Devices> {
  const devices = await mediaDevices()
    ?.enumerateDevices?.()
    .catch(() => []);
  return toDevices(devices ?? []);
}

export function nextDevice(devices: Device[], present: string): string {
  const place = devices.findIndex((each) => each.id === present);
  return devices[(place + 1) % Math.max(1, devices.length)]?.id ?? '';
}
