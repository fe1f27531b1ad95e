const KB = 1000;

/** Returns a size such as `1.4 MB`. */
export function sizeWords(bytes: number): string {
  if (bytes < KB) return `${bytes} bytes`;
  const unit = bytes < KB * KB ? 'kB' : 'MB';
  const size = unit === 'kB' ? bytes / KB : bytes / KB / KB;
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} ${unit}`;
}

/** Returns a duration such as `2 min 5 s`, rounded down, because a fee may depend on it. */
export function durationWords(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  const rest = Math.floor(seconds % 60);
  if (!minutes) return `${rest} s`;
  return rest ? `${minutes} min ${rest} s` : `${minutes} min`;
}
