export const TRACK_SLOTS = ['audio', 'camera', 'screen'] as const;
/** The slot of a track on each connection; the order is fixed. */
export type TrackSlot = (typeof TRACK_SLOTS)[number];
