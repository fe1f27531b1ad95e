export const TRACK_SLOTS = ['audio', 'camera', 'screen'] as const;
/** A place for one track on each link; their order is fixed. */
export type TrackSlot = (typeof TRACK_SLOTS)[number];
