import { builtInPhotos, photoAddress } from '../race/photos';
import { byId, choice } from './dom';
import { dimensions, megapixels } from './words';

/** The photo that will race: a built-in one by its URL, or the reader's own file. */
export interface PhotoChoice {
  readonly photo: string | File | null;
}

/** Lets the reader pick a built-in photo or give a file, by button, keyboard or drop. */
export async function choosePhoto(): Promise<PhotoChoice> {
  const chosen: { photo: string | File | null } = { photo: null };
  const list = byId('photos', HTMLDivElement);
  const input = byId('file', HTMLInputElement);
  const drop = byId('drop', HTMLLabelElement);

  const take = (file: File) => {
    chosen.photo = file;
    for (const radio of list.querySelectorAll('input')) radio.checked = false;
    byId('file-name', HTMLElement).textContent = file.name;
    void show(file, file.name);
  };
  input.addEventListener('change', () => {
    if (input.files?.[0]) take(input.files[0]);
  });
  // The whole page takes a drop: whoever misses the field must not lose the page to the browser's image viewer.
  addEventListener('dragover', (event) => {
    event.preventDefault();
    drop.classList.add('over');
  });
  addEventListener('dragleave', () => drop.classList.remove('over'));
  addEventListener('drop', (event) => {
    event.preventDefault();
    drop.classList.remove('over');
    const file = event.dataTransfer?.files[0];
    if (file) take(file);
  });

  for (const photo of await builtInPhotos(document.baseURI)) {
    const { name, width, height } = photo;
    const size = `${dimensions(width, height)}, ${megapixels(width, height)}`;
    const label = choice({ type: 'radio', name: 'photo', value: name }, name, size);
    label.querySelector('input')?.addEventListener('change', async () => {
      chosen.photo = name;
      const response = await fetch(photoAddress(photo, document.baseURI));
      if (chosen.photo === name) await show(await response.blob(), name);
    });
    list.append(label);
  }
  const first = list.querySelector('input');
  if (first && chosen.photo === null) {
    first.checked = true;
    first.dispatchEvent(new Event('change'));
  }
  return chosen;
}

/** Decoding takes its time: of several photos in a row the last one chosen is shown, not the last one decoded. */
let latest = 0;

async function show(blob: Blob, name: string): Promise<void> {
  const turn = ++latest;
  const caption = byId('chosen-caption', HTMLElement);
  const canvas = byId('chosen-picture', HTMLCanvasElement);
  try {
    const bitmap = await createImageBitmap(blob);
    if (turn !== latest) return bitmap.close();
    canvas.width = Math.min(bitmap.width, 2 * canvas.clientWidth || 480);
    canvas.height = Math.max(1, Math.round((bitmap.height * canvas.width) / bitmap.width));
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    const size = `${dimensions(bitmap.width, bitmap.height)}, ${megapixels(bitmap.width, bitmap.height)}`;
    caption.textContent = `${name} · ${size}`;
    bitmap.close();
  } catch {
    if (turn === latest) caption.textContent = `${name} · this browser cannot show it`;
  }
}
