// The icons of the sign-in pages.

export const alert =
  'M12 8v5m0 3.5v.01M10.3 3.9 2.4 17.6A2 2 0 0 0 4.1 20.6h15.8a2 2 0 0 0 1.7-3L13.7 3.9a2 2 0 0 0-3.4 0Z';
export const checked = 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm-4 9.2 2.8 2.8L16 9.5';
export const chevron = 'M9 5l7 7-7 7';
export const close = 'M6 6l12 12M18 6 6 18';
export const minus = 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Zm-4 9h8';
