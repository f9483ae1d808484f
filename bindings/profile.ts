/**
 * Tags of ICC profiles that say which device a profile was made for or when, and that no colour depends on: names and serial numbers of
 * screens, calibrations and their times, what was measured.
 */
const TRACES = ['mmod', 'dmnd', 'dmdd', 'dscm', 'meta', 'calt', 'targ', 'ndin', 'vcgt', 'vcgp', 'psid', 'devs'];

const HEAD = 128;
const ENTRY = 12;
/** In the header: the maker's signature, the date and what follows from the content. */
const DATE = { at: 24, bytes: [0x07, 0xd0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0] };
const DEVICE = { at: 48, length: 8 };
const ID = { at: 84, length: 16 };
const NAME = 'profile';

interface Tag {
  name: string;
  data: Uint8Array;
}

/** null for what is no profile. */
function tagsOf(profile: Uint8Array): Tag[] | null {
  const view = new DataView(profile.buffer, profile.byteOffset, profile.byteLength);
  if (profile.length < HEAD + 4) return null;
  const count = view.getUint32(HEAD);
  if (count > (profile.length - HEAD - 4) / ENTRY) return null;
  const tags: Tag[] = [];
  for (let i = 0; i < count; i++) {
    const entry = HEAD + 4 + ENTRY * i;
    const at = view.getUint32(entry + 4);
    const size = view.getUint32(entry + 8);
    if (at + size > profile.length) return null;
    const name = String.fromCharCode(...profile.subarray(entry, entry + 4));
    tags.push({ name, data: profile.subarray(at, at + size) });
  }
  return tags;
}

/** The name of a profile, which has to have one, as its version writes it. */
function named(version: number): Uint8Array {
  const isOld = version < 4;
  const data = new Uint8Array(isOld ? 12 + NAME.length + 1 + 78 : 28 + 2 * NAME.length);
  const view = new DataView(data.buffer);
  const write = (at: number, text: string, step = 1) => {
    for (let i = 0; i < text.length; i++) data[at + i * step] = text.charCodeAt(i);
  };
  if (isOld) {
    write(0, 'desc');
    view.setUint32(8, NAME.length + 1);
    write(12, NAME);
    return data;
  }
  write(0, 'mluc');
  view.setUint32(8, 1);
  view.setUint32(12, 12);
  write(16, 'enUS');
  view.setUint32(20, 2 * NAME.length);
  view.setUint32(24, 28);
  write(29, NAME, 2);
  return data;
}

/** A profile that has the same colours and tells nothing of a device or of a time; the profile itself where it tells nothing. */
export function withoutTraces(profile: Uint8Array): Uint8Array {
  const tags = tagsOf(profile);
  if (tags === null || !tags.some(({ name }) => TRACES.includes(name))) return profile;
  const kept = tags
    .filter(({ name }) => !TRACES.includes(name))
    .map((tag) => (tag.name === 'desc' ? { name: tag.name, data: named(profile[8] as number) } : tag));
  // Tags may share what they hold, as curves do; each place is written once.
  const places = new Map<string, number>();
  const key = ({ byteOffset, length, buffer }: Uint8Array) =>
    buffer === profile.buffer ? `${byteOffset} ${length}` : 'name';
  let size = HEAD + 4 + ENTRY * kept.length;
  for (const { data } of kept) {
    if (places.has(key(data))) continue;
    places.set(key(data), size);
    size += Math.ceil(data.length / 4) * 4;
  }
  const made = new Uint8Array(size);
  const view = new DataView(made.buffer);
  made.set(profile.subarray(0, HEAD));
  view.setUint32(0, size);
  made.set(DATE.bytes, DATE.at);
  made.fill(0, DEVICE.at, DEVICE.at + DEVICE.length);
  made.fill(0, ID.at, ID.at + ID.length);
  view.setUint32(HEAD, kept.length);
  kept.forEach(({ name, data }, i) => {
    const entry = HEAD + 4 + ENTRY * i;
    const at = places.get(key(data)) as number;
    for (let j = 0; j < 4; j++) made[entry + j] = name.charCodeAt(j);
    view.setUint32(entry + 4, at);
    view.setUint32(entry + 8, data.length);
    made.set(data, at);
  });
  return made;
}
