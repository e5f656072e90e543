// npm start: the demo, run from source.
import 'ts-blank-space/register';

await import('./demo.ts');
