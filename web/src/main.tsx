import { render } from 'preact';
import { App } from './app';
import { registerServiceWorker } from './trusted-types';

registerServiceWorker();
const root = document.getElementById('app');
if (root) render(<App />, root);
