// pica, with its WebAssembly and without. `resize` wants canvases; `resizeBuffer` works in a worker.
import { Pica } from 'pica';
import { choose, compete } from '../page/compete.mjs';
import { SMALL_HEIGHT, SMALL_WIDTH } from '../tasks.mjs';

compete(async (job) => {
  const pica = new Pica({ features: [job.peer === 'pica' ? 'wasm' : 'js'] });
  await pica.init();
  const { data, width, height } = job.input.pixels;
  const small = { toWidth: SMALL_WIDTH, toHeight: SMALL_HEIGHT, filter: 'lanczos3' };
  return choose(job, {
    'resize-lanczos3': async () => {
      const out = await pica.resizeBuffer({ src: data, width, height, ...small });
      return { data: out, width: SMALL_WIDTH, height: SMALL_HEIGHT };
    },
  });
});
