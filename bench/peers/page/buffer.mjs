// What @napi-rs/image expects of its surroundings: Node's Buffer, by the package that stands in for it in browsers.
import { Buffer } from 'buffer';

globalThis.Buffer ??= Buffer;
