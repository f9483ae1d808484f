import { roundTrip } from './round-trip';

postMessage(await roundTrip({ threads: 2 }).catch(String));
