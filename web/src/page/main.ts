import { exposeToDrivers, RaceClient, type RaceState } from '../race/client';
import type { Plan, RaceResult } from '../race/types';
import { Announcer } from './announcer';
import { drawChart } from './chart';
import { byId, element, fillSelect } from './dom';
import { showEnvironment } from './environment';
import { buildForm, readForm, showLanes } from './form';
import { choosePhoto } from './photo';
import { Gallery } from './pictures';
import { CLOCK_WORDS, explain, SIZE_WORDS } from './words';

const form = byId('setup', HTMLFormElement);
const startButton = byId('start', HTMLButtonElement);
const stopButton = byId('stop', HTMLButtonElement);
const downloadButton = byId('download', HTMLButtonElement);
const viewSize = byId('view-size', HTMLSelectElement);
const viewClock = byId('view-clock', HTMLSelectElement);

const client = new RaceClient();
const gallery = new Gallery((size) => SIZE_WORDS[size]);
let plan: Plan = { tasks: [], sizes: [], lanes: [], clocks: [] };
let frame = 0;
const announcer = new Announcer(byId('announcer', HTMLParagraphElement));

buildForm();
exposeToDrivers(client);
const chosen = choosePhoto();
draw();

client.on('lanes', showLanes);
client.on('plan', (begun) => {
  plan = begun;
  fillSelect(
    viewSize,
    plan.sizes.map((value) => ({ value, label: SIZE_WORDS[value] })),
  );
  fillSelect(
    viewClock,
    plan.clocks.map((value) => ({ value, label: CLOCK_WORDS[value].label })),
  );
  gallery.clear();
  if (client.state.result) showEnvironment(client.state.result);
  drawSoon();
});
client.on('rows', drawSoon);
client.on('picture', (picture) => gallery.add(picture));
client.on('state', showState);
for (const select of [viewSize, viewClock]) select.addEventListener('change', drawSoon);

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  if (client.state.running) return;
  const { photo } = await chosen;
  const choice = readForm(form);
  if (photo === null) say('Choose a photo first.', true);
  else if ('missing' in choice) say(choice.missing, true);
  else client.start({ ...choice.options, photo });
});
stopButton.addEventListener('click', () => client.stop());
downloadButton.addEventListener('click', () => {
  if (client.state.result) download(client.state.result);
});

function showState({ running, progress, label, error, done, result }: RaceState): void {
  const focused = document.activeElement;
  startButton.disabled = running;
  stopButton.disabled = !running;
  downloadButton.disabled = running || !result || result.rows.length === 0;
  // A disabled button loses the keyboard: hand it to the one that is of use now.
  if (running && focused === startButton) stopButton.focus();
  if (!running && focused === stopButton) startButton.focus();
  byId('progress', HTMLProgressElement).value = progress;
  announcer.say(running ? `${Math.floor(progress * 100)}%: ${label}` : label, !running);
  say(error && error !== label ? `${label}: ${error}` : label, error !== null);
  if (done) drawSoon();
}

function say(text: string, failed: boolean): void {
  const status = byId('status', HTMLParagraphElement);
  status.textContent = text;
  status.classList.toggle('failed', failed);
}

/** At most one drawing a frame, however fast the rows come in. */
function drawSoon(): void {
  cancelAnimationFrame(frame);
  frame = requestAnimationFrame(draw);
}

function draw(): void {
  const size = plan.sizes.find((value) => value === viewSize.value) ?? 'full';
  const clock = plan.clocks.find((value) => value === viewClock.value) ?? 'kernel';
  const { running, result } = client.state;
  byId('explanation', HTMLParagraphElement).textContent = explain(clock);
  drawChart(byId('chart', HTMLDivElement), {
    rows: result?.rows ?? [],
    tasks: plan.tasks,
    lanes: plan.lanes,
    size,
    clock,
    running,
  });
}

function download(result: RaceResult): void {
  const address = URL.createObjectURL(new Blob([JSON.stringify(result, null, 1)], { type: 'application/json' }));
  const { engine, version } = result.host;
  element('a', { href: address, download: `pixlane-${engine}-${version}.json` }).click();
  // Not at once: the download begins after this task.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
