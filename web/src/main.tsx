import { render } from 'preact';
import { App } from './app';
import { registerServiceWorker } from './trusted-types';
import { watchPlaces } from './ui/place';
import { watchRows } from './ui/row-link';

registerServiceWorker();
watchPlaces();
watchRows();
const root = document.getElementById('app');
if (root) render(<App />, root);
