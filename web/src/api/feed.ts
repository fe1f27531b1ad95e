// The private calendar feed of the person who is signed in.
import { api, EMPTY_BODY, request } from './client';

export const feed = () => request(api.GET('/me/calendar-feed'));
export const createFeed = () => request(api.POST('/me/calendar-feed', { body: EMPTY_BODY }));
export const stopFeed = () => request(api.DELETE('/me/calendar-feed', { body: EMPTY_BODY }));
