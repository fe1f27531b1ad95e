import { answer, api, NOTHING } from '../api/client';
import { stay } from '../session/activity';
import type { CallHttp } from './types';

export const callHttp: CallHttp = {
  ticket: (id) =>
    answer(
      api.POST('/appointments/{appointment_id}/call-ticket', {
        params: { path: { appointment_id: id } },
        body: NOTHING,
      }),
    ),
  // To talk is activity, here and on the server.
  keepAlive() {
    stay();
    return Promise.resolve();
  },
  async roundTrip() {
    const begun = performance.now();
    await answer(api.GET('/health'));
    return performance.now() - begun;
  },
};
