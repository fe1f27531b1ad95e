// The icons of all pages but sign-in, which loads only its own.

export * from './sign-in-icons';

export const ban = 'M5.6 5.6l12.8 12.8M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z';
export const building = 'M4 21V5a2 2 0 0 1 2-2h8a2 2 0 0 1 2 2v16M16 9h2a2 2 0 0 1 2 2v10M2 21h20M8 7h4M8 11h4M8 15h4';
export const calendar =
  'M4 7a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V7Zm0 3.5h16M8.5 3v4m7-4v4';
export const camera =
  'M4 8h3.5L9 5.5h6L16.5 8H20a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1Zm8 2a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7Z';
export const check = 'M5 12.5 10 17.5 19.5 7';
export const clock = 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm0 4.5V12l3 2';
export const eye =
  'M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z';
export const file = 'M6 3h8l5 5v13H6V3Zm8 0v5h5';
export const help = 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm-2.6 6.3a2.7 2.7 0 0 1 5.2.9c0 1.8-2.6 2.3-2.6 3.8m0 2.9v.01';
export const home = 'M3 11.2 12 4l9 7.2M5.5 9.5V20h13V9.5M10 20v-6h4v6';
export const invoice = 'M6 3h12v18l-3-2-3 2-3-2-3 2V3Zm3.5 5h5m-5 4h5';
export const layers = 'M12 3 2.5 8 12 13l9.5-5L12 3ZM3 12.5l9 4.7 9-4.7M3 16.8l9 4.7 9-4.7';
export const lock = 'M6 11h12a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1v-8a1 1 0 0 1 1-1Zm2 0V7.5a4 4 0 0 1 8 0V11';
export const mail =
  'M3 6.5A1.5 1.5 0 0 1 4.5 5h15A1.5 1.5 0 0 1 21 6.5v11a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 17.5v-11Zm0 .5 9 6 9-6';
export const message = 'M4 5h16v11H10l-4.5 4V16H4V5Z';
export const more = 'M4.5 12h.01M12 12h.01M19.5 12h.01';
export const pencil = 'M4 20l1-4.5L16.5 4a1.8 1.8 0 0 1 2.6 0l.9.9a1.8 1.8 0 0 1 0 2.6L8.5 19 4 20Z';
export const phone =
  'M5 4h3.5l1.7 4.3-2.1 1.6a11.5 11.5 0 0 0 6 6l1.6-2.1L20 15.5V19a1.5 1.5 0 0 1-1.6 1.5A15.5 15.5 0 0 1 3.5 5.6 1.5 1.5 0 0 1 5 4Z';
export const plus = 'M12 5v14M5 12h14';
export const print =
  'M7 9V3.5h10V9M7 17H4.5A1.5 1.5 0 0 1 3 15.5v-5A1.5 1.5 0 0 1 4.5 9h15a1.5 1.5 0 0 1 1.5 1.5v5a1.5 1.5 0 0 1-1.5 1.5H17M7 14h10v6.5H7V14Z';
export const search = 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM15.5 15.5 20.5 20.5';
export const send = 'M21 3 10.5 13.5M21 3l-6.5 18-4-7.5L3 9.5 21 3Z';
export const share = 'M12 15V3.5M8 7l4-4 4 4M6 11H5v10h14V11h-1';
export const undo = 'M8.5 5 4 9.5 8.5 14M4 9.5h10a5.5 5.5 0 0 1 0 11h-3';
export const user = 'M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM4 21c.8-4 4-6 8-6s7.2 2 8 6';
export const users =
  'M9 4.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7ZM2 20c.6-3.6 3.4-5.5 7-5.5s6.4 1.9 7 5.5M16 4.8a3.5 3.5 0 0 1 0 6.4M18.5 15c2 .8 3.2 2.5 3.5 5';
export const video =
  'M5 6h9a1.5 1.5 0 0 1 1.5 1.5v9A1.5 1.5 0 0 1 14 18H5a1.5 1.5 0 0 1-1.5-1.5v-9A1.5 1.5 0 0 1 5 6Zm10.5 4 5-3v10l-5-3';
