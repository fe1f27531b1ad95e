import { render } from 'preact';
import { App } from './app';
import { registerServiceWorker } from './trusted-types';

registerServiceWorker();
render(<App />, document.getElementById('app')!);
