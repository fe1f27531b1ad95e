import { me } from './session';

/** Returns the address of the reader's list of clients, by their role. */
export function clientsPath(): string {
  return me.value?.role === 'admin' ? '/admin/clients' : '/provider/clients';
}

/** Returns the address of a client's profile, or of one of its tabs, by the reader's role. */
export function clientPath(id: string, tab = ''): string {
  return `${clientsPath()}/${id}${tab && `/${tab}`}`;
}

/** Returns the path before an appointment's id, by the reader's role. */
export function appointmentsPath(): string {
  return me.value?.role === 'admin' ? '/admin/appointments' : '/provider/appointments';
}
