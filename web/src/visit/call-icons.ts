// The icons of a visit.

export const blur =
  'M12 3.5c3.5 4 5.5 6.7 5.5 9.5a5.5 5.5 0 0 1-11 0c0-2.8 2-5.5 5.5-9.5ZM9.5 14a2.5 2.5 0 0 0 2.5 2.5';
export const chat = 'M4 5h16v11H10l-4.5 4V16H4V5Zm4 4h8m-8 3h5';
export const clip =
  'M20 11.5 12 19.5a5 5 0 0 1-7-7l8.5-8.5a3.3 3.3 0 0 1 4.7 4.7L9.7 17.2a1.7 1.7 0 0 1-2.4-2.4l7.7-7.6';
export const corner = 'M4 5h16v14H4V5Zm8 7h8v7h-8v-7ZM7 8l3 3m0-2.5V11H7.5';
export const flip = 'M4 8h3l1.5-2.5h7L17 8h3v11H4V8Zm5 5.5a3 3 0 0 1 5-2.2m1 2.2a3 3 0 0 1-5 2.2M14 9.5v2h-2m-2 6v-2h2';
export const full = 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5';
export const hand =
  'M8 12V6a1.5 1.5 0 0 1 3 0v5-7a1.5 1.5 0 0 1 3 0v7-5a1.5 1.5 0 0 1 3 0v8c0 4-2 7-6 7-3 0-4.5-1.5-6-4.5L4 14c-.5-1.3 1-2.3 2-1.3l2 2.3';
export const keys = 'M3 7h18v10H3V7Zm3.5 3.5v.01m3.5-.01v.01m3.5-.01v.01m3.5-.01v.01M7.5 14h9';
export const leave = 'M9 21H4V3h5M15 8l4.5 4-4.5 4M19.5 12H9';
export const mic = 'M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3ZM5.5 11a6.5 6.5 0 0 0 13 0M12 17.5V21';
export const micOff =
  'M3.5 3.5l17 17M15 10V6a3 3 0 0 0-5.7-1.3M9 9v2a3 3 0 0 0 4.5 2.6M5.5 11a6.5 6.5 0 0 0 10.4 5.2m2-2.2a6 6 0 0 0 .6-3M12 17.5V21';
export const pip = 'M3 5h18v14H3V5Zm9 7h6v4h-6v-4Z';
export const screen = 'M3 4.5h18v12H3v-12ZM8.5 20h7M12 7.5v6M9.5 10 12 7.5l2.5 2.5';
export const settings = 'M4 7h9m4 0h3M4 17h3m4 0h9M15 5v4M9 15v4';
export const sound = 'M4 9.5v5h3.5L12 18.5v-13L7.5 9.5H4ZM15.5 9a4.5 4.5 0 0 1 0 6M18 6.5a8 8 0 0 1 0 11';
export const videoOff =
  'M3.5 3.5l17 17M8.5 6H14a1.5 1.5 0 0 1 1.5 1.5V10l5-3v10l-2-1.2M15.5 15.5v1A1.5 1.5 0 0 1 14 18H5a1.5 1.5 0 0 1-1.5-1.5v-9';
export const wifi = 'M2.5 9a14 14 0 0 1 19 0M5.5 12.5a9.5 9.5 0 0 1 13 0M8.7 16a5 5 0 0 1 6.6 0M12 19.5v.01';
