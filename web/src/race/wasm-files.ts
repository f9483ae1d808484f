import { sha256 } from './hash';
import type { Lane } from './types';

/** Addresses of the lanes' .wasm files as built: the same assets that the package's loader fetches. */
const FILES = import.meta.glob<string>('../../../dist/bindings/wasm/*.wasm', {
  query: '?url',
  import: 'default',
  eager: true,
});

/**
 * SHA-256 of a compiled lane's .wasm file, in hexadecimal.
 * @throws Error when it cannot be fetched
 */
export async function wasmHash(lane: Lane): Promise<string> {
  const [, address] = Object.entries(FILES).find(([file]) => file.endsWith(`/${lane}.wasm`)) ?? [];
  if (!address) throw new Error(`The page was built without ${lane}.wasm`);
  const response = await fetch(new URL(address, import.meta.url));
  if (!response.ok) throw new Error(`${address} could not be loaded: HTTP ${response.status}`);
  return sha256(new Uint8Array(await response.arrayBuffer()));
}
